"""Telegram, by its Bot API; https://core.telegram.org/bots/api."""

import hmac
import json
import os
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

from pydantic import Field
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message, Update
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
from gateway.channels.rendering import Limits, Part
from gateway.channels.troubles import http_trouble
from gateway.errors import TooLarge

os.environ.setdefault("PTB_TIMEDELTA", "true")  # retry_after as a timedelta, without a warning
SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 (a header's name)
UPDATES = ("message", "edited_message", "callback_query")
NOBODY = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")


class Account(AccountSettings):
    """A bot."""

    token: str = Field(min_length=10, description="The bot's token, from @BotFather.")
    secret: str = Field(
        min_length=32,
        max_length=256,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="A secret of your own that Telegram sends along.",
    )
    username: str = Field(min_length=1, description="The bot's user name, without @.")
    api: str = Field(default="https://api.telegram.org", description="Where the Bot API is.")


class Telegram(Channel):
    """One bot."""

    name = "telegram"
    limits = Limits(text=4096, body=4096, buttons=12, button_title=60, attach="attach")
    pace = timedelta(seconds=1)
    per_second = 25

    def __init__(self, account: Account, store: str, tools: Tools) -> None:
        """Nothing is called before it is needed."""
        super().__init__(store)
        self._account, self._tools = account, tools
        api = account.api.rstrip("/")
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
        data = _json(hook.body)
        try:
            found = self._read(Update.de_json(data, None))
        except Exception:  # a library's reading of whatever may come
            return _rescued(data, self._tools)
        return Received([found] if found else [])

    def _read(self, update: Update) -> Incoming | None:
        query = update.callback_query
        if query is not None:
            return Incoming(
                external_id=f"tap:{query.id}",
                sender=str(query.from_user.id),
                sent_at=self._tools.clock(),
                kind=Kind.CHOICE,
                choice=query.data or "",
            )
        message = update.message or update.edited_message
        if message is None or message.chat.type != "private":
            return None
        own = f"{message.chat.id}:{message.message_id}"
        changed = message.edit_date if update.message is None else None
        facts = _contents(message)
        if changed is not None:
            facts |= {"edits": own} if facts["kind"] is Kind.TEXT else {"kind": Kind.SILENT}
        return Incoming(
            external_id=f"{own}:{int(changed.timestamp())}" if changed else own,
            sender=str(message.chat.id),
            sent_at=changed or message.date,
            **facts,
        )

    async def fetch(self, reference: str) -> AsyncIterator[bytes]:
        """A file by its id; bots can load up to 20 MB."""
        try:
            file = await self._bot.get_file(reference)
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise TooLarge("The file is too large.") from None
            raise
        async with self._http.stream("GET", file.file_path or "") as response:
            response.raise_for_status()
            async for piece in response.aiter_bytes():
                yield piece

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


def _json(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(data, dict) or not isinstance(data.get("update_id"), int):
        raise ValueError("not an update")
    return data


def _rescued(data: dict[str, Any], tools: Tools) -> Received:
    """A message in a shape we don't know: its sender is told that it could not be read."""
    message = data.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    if isinstance(chat, dict) and chat.get("type") == "private" and isinstance(chat.get("id"), int):
        number = message.get("message_id") if isinstance(message, dict) else None
        own = f"{chat['id']}:{number}"
        return Received([Incoming(own, str(chat["id"]), tools.clock(), Kind.OTHER)], unread=1)
    return Received(unread=1)


def _contents(message: Message) -> dict[str, Any]:
    """What a message is: its kind, and the text, file or number that goes with it."""
    text = message.text or message.caption or ""
    if message.text is not None:
        command, _, rest = message.text.partition(" ")
        if command == "/start":
            return {"kind": Kind.START, "text": rest}
        return {"kind": Kind.TEXT, "text": text}
    if (file := _file(message)) is not None:
        return {"kind": Kind.FILE, "text": text, "file": file, "album": message.media_group_id}
    contact = message.contact
    if contact is not None and message.from_user and contact.user_id == message.from_user.id:
        phone = "+" + contact.phone_number.lstrip("+")
        return {"kind": Kind.CONTACT, "phone": phone}
    kinds = {
        Kind.VOICE: message.voice or message.audio,
        Kind.STICKER: message.sticker,
        Kind.LOCATION: message.location or message.venue,
        Kind.CARD: contact,
    }
    return {"kind": next((kind for kind, there in kinds.items() if there), Kind.OTHER)}


def _file(message: Message) -> str | None:
    """The file to be loaded: of a photo the largest size, of documents only pictures and videos."""
    document = message.document
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height).file_id
    if document and (document.mime_type or "").startswith(("image/", "video/")):
        return document.file_id
    film = message.video or message.video_note
    return film.file_id if film else None
