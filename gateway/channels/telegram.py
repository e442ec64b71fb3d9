"""Telegram, by its Bot API; https://core.telegram.org/bots/api."""

import hmac
import os
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

from pydantic import Field
from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Update,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from gateway.channels.interface import (
    AccountSettings,
    Channel,
    Check,
    Incoming,
    Kind,
    Received,
    Tools,
    Trouble,
    Verdict,
    Webhook,
    trusted,
)
from gateway.channels.platform_fields import path_segment, read_json, text_in, written
from gateway.channels.rendering import Limits, Part
from gateway.channels.telegram_messages import contents, has_content
from gateway.channels.troubles import http_trouble
from gateway.errors import TooLarge

os.environ.setdefault("PTB_TIMEDELTA", "true")  # retry_after as a timedelta, without a warning
SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 (a header's name)
UPDATES = ("message", "edited_message", "callback_query")
PRIVATE = "private"
NOBODY = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")


class Account(AccountSettings):
    """A bot."""

    made_up = frozenset({"secret"})

    token: str = Field(min_length=10, description="The bot's token, from @BotFather.")
    secret: str = Field(
        min_length=32,
        max_length=256,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="A secret of your own that Telegram sends along.",
    )
    username: str = Field(pattern=r"^\w{5,32}$", description="The bot's user name, without @.")
    api: str = Field(default="https://api.telegram.org", description="Where the Bot API is.")


class Telegram(Channel):
    """One bot."""

    name = "telegram"
    title = "Telegram"
    limits = Limits(text=4096, body=4096, buttons=12, button_title=60, attach="attach")
    pace = timedelta(seconds=1)
    per_second = 25

    def __init__(self, account: Account, store: str, tools: Tools) -> None:
        """Nothing is called before it is needed."""
        super().__init__(store)
        self._account, self._tools = account, tools
        api = account.api.rstrip("/")
        self._files = f"{api}/file/bot{account.token}"
        self._request = HTTPXRequest(
            connection_pool_size=16, read_timeout=15, httpx_kwargs={"verify": trusted()}
        )
        self._bot = Bot(
            account.token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._http = tools.http()

    def verify(self, hook: Webhook) -> bool:
        """Telegram signs nothing; it sends the secret that was given when the webhook was registered."""
        return hmac.compare_digest(
            hook.headers.get(SECRET, "").encode("utf-8", "replace"), self._account.secret.encode()
        )

    def parse(self, hook: Webhook) -> Received:
        """One update; whatever cannot be read of it is answered as such."""
        data = read_json(hook.body)
        if not isinstance(data, dict):
            return Received(unread=1)
        try:
            found = self._read(Update.de_json({**data, "update_id": 0}, None))  # of no use here
        except Exception:  # a library's reading of whatever may come
            return self._rescued(data.get("message"))
        return Received([found] if found else [])

    def _read(self, update: Update) -> Incoming | None:
        """What a shopper did in a private chat; elsewhere there is no answer that others don't see."""
        query = update.callback_query
        if query is not None:
            return self._tap(query)
        message = update.message or update.edited_message
        if message is None or message.chat.type != PRIVATE:
            return None
        own = f"{_number(message.chat.id)}:{_number(message.message_id)}"
        changed = message.edit_date if update.message is None else None
        facts = contents(message)
        if changed is not None:
            facts |= {"edits": own} if facts["kind"] is Kind.TEXT else {"kind": Kind.SILENT}
        return Incoming(
            external_id=f"{own}:{int(changed.timestamp())}" if changed else own,
            sender=str(message.chat.id),
            sent_at=changed or message.date,
            **facts,
        )

    def _tap(self, query: CallbackQuery) -> Incoming | None:
        if query.message is not None and query.message.chat.type != PRIVATE:
            return None
        return Incoming(
            external_id=f"tap:{written(query.id)}",
            sender=str(_number(query.from_user.id)),
            sent_at=self._tools.clock(),
            kind=Kind.CHOICE,
            choice=text_in(query.data),
        )

    def _rescued(self, message: Any) -> Received:
        """A message in a shape we don't know: its sender is told that it could not be read."""
        try:
            chat, number = _number(message["chat"]["id"]), _number(message["message_id"])
            if message["chat"]["type"] != PRIVATE or not has_content(message):
                return Received(unread=1)
        except (LookupError, TypeError, ValueError):
            return Received(unread=1)
        return Received([Incoming(f"{chat}:{number}", str(chat), self._tools.clock(), Kind.OTHER)], unread=1)

    async def fetch(self, reference: str) -> AsyncIterator[bytes]:
        """A file by its id; bots can load up to 20 MB."""
        try:
            file = await self._bot.get_file(reference)
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise TooLarge("The file is too large.") from None
            raise
        async with self._http.stream("GET", self._address_of(file.file_path or "")) as response:
            response.raise_for_status()
            async for piece in response.aiter_bytes():
                yield piece

    def _address_of(self, path: str) -> str:
        """Where a file lies: below our own folder of the Bot API, whatever its path is called."""
        root = f"{self._files}/"
        if not path.startswith(root):
            raise FileNotFoundError("not a file of our bot's")
        return root + "/".join(map(path_segment, path.removeprefix(root).split("/")))

    async def send(self, recipient: str, part: Part, key: str) -> str:
        """Send one part; choices are an inline keyboard."""
        rows = [[InlineKeyboardButton(each.title, callback_data=each.id)] for each in part.choices]
        sent = await self._bot.send_message(
            chat_id=int(recipient),
            text=part.text,
            reply_markup=InlineKeyboardMarkup(rows) if rows else None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return f"{recipient}:{sent.message_id}"

    def trouble(self, error: Exception) -> Trouble:
        """By the class of the error, and for a bad request by its words."""
        if isinstance(error, RetryAfter):
            seconds = error.retry_after
            wait = seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)
            return Trouble(Verdict.WAIT, "retry_after", wait)
        code = type(error).__name__
        if isinstance(error, Forbidden):
            return Trouble(Verdict.GIVE_UP, code)
        if isinstance(error, FileNotFoundError):
            return Trouble(Verdict.GIVE_UP, "not Telegram's")
        if isinstance(error, BadRequest):
            nobody = any(words in error.message.lower() for words in NOBODY)
            return Trouble(Verdict.GIVE_UP if nobody else Verdict.TELL, code)
        if isinstance(error, NetworkError | InvalidToken):  # a wrong token can be set right
            return Trouble(Verdict.WAIT, code)
        return Trouble(Verdict.RETRY, code) if isinstance(error, TelegramError) else http_trouble(error)

    async def acknowledge(self, incoming: Incoming) -> None:
        """Take the waiting sign off the button that was tapped."""
        await self._bot.answer_callback_query(incoming.external_id.removeprefix("tap:"))

    def link(self, code: str) -> str | None:
        """A deep link; its parameter takes 64 letters, digits, - and _."""
        return f"https://t.me/{self._account.username}?start={code}"

    async def check(self, register: bool) -> Sequence[Check]:
        """The token, the user name, and the webhook with its secret."""
        try:
            me = await self._bot.get_me()
            checks = [
                Check("token", True),
                Check("username", me.username == self._account.username, f"the bot is called {me.username}"),
            ]
            url = f"{(self._tools.public_url or '').rstrip('/')}/webhooks/{self.name}/{self.store}"
            if register:
                await self._bot.set_webhook(
                    url, secret_token=self._account.secret, allowed_updates=list(UPDATES)
                )
            info = await self._bot.get_webhook_info()
        except TelegramError as error:
            return [Check("Bot API", False, f"{type(error).__name__}: {error.message}")]
        checks.append(Check("webhook", info.url == url, f"it is {info.url or 'not set'}, must be {url}"))
        if info.last_error_message:
            checks.append(Check("last delivery", False, info.last_error_message))
        return checks

    async def close(self) -> None:
        """Let go of every connection."""
        await self._http.aclose()
        await self._request.shutdown()


def connect(account: Account, store: str, tools: Tools) -> Channel:
    """The channel of that bot."""
    return Telegram(account, store, tools)


def _number(value: Any) -> int:
    """An id of Telegram's; ValueError where it is none."""
    if type(value) is not int or abs(value) >= 2**63:
        raise ValueError("no id")
    return value
