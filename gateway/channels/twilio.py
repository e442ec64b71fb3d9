"""WhatsApp by Twilio; https://www.twilio.com/docs/whatsapp."""

import hmac
import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlparse

from pydantic import Field
from starlette.datastructures import QueryParams
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.request_validator import RequestValidator, add_port, get_signature_algorithm, remove_port
from twilio.rest import Client
from twilio.rest.messaging.v2.channels_sender import ChannelsSenderList

from gateway.channels.interface import (
    AccountSettings,
    Channel,
    Check,
    Incoming,
    Receipt,
    Received,
    Tools,
    Trouble,
    Verdict,
    Webhook,
)
from gateway.channels.platform_fields import phone_of, read_each, small_number
from gateway.channels.rendering import Limits, Part
from gateway.channels.troubles import http_trouble, status_trouble
from gateway.channels.twilio_api import Contents, HttpxClient, account_client
from gateway.channels.twilio_messages import contents

SIGNATURE, ALGORITHM = "x-twilio-signature", "x-twilio-webhooks-signature-settings"
PREFIX = "whatsapp:"
STATES = {name: name for name in ("sent", "delivered", "read", "failed")} | {"undelivered": "failed"}
CLOSED = frozenset({63016})
GONE = frozenset({21211, 21610, 21614, 63003, 63024, 63032})
PASSING = frozenset({20003, 20429, 30001, 30008, 63001, 63007, 63012, 63018, 63020, 63038})
MOST_SENDERS = 200
MEDIA = re.compile(r"\w+/Media/\w+", re.ASCII)


class Account(AccountSettings):
    """A WhatsApp sender of a Twilio account."""

    account_sid: str = Field(pattern=r"^AC[0-9a-fA-F]{32}$", description="The account's SID.")
    auth_token: str = Field(min_length=16, description="The account's auth token, which signs webhooks.")
    number: str = Field(pattern=r"^\d{7,15}$", description="The sender's number: digits with country code.")
    template: str | None = Field(
        default=None,
        pattern=r"^HX[0-9a-fA-F]{32}$",
        description="SID of an approved template with the one variable {{1}}, for after 24 hours.",
    )
    api: str = Field(default="https://api.twilio.com", description="Where the API and the media are.")
    content_api: str = Field(default="https://content.twilio.com", description="Where the Content API is.")
    messaging_api: str = Field(
        default="https://messaging.twilio.com", description="Where the Messaging API is."
    )


class Twilio(Channel):
    """One WhatsApp sender."""

    name = "twilio"
    title = "WhatsApp"
    limits = Limits(
        text=1600,
        body=1024,
        buttons=3,
        button_title=20,
        list_body=1024,
        rows=10,
        row_title=24,
        row_description=72,
        one_line_body=True,
        attach="attach",
    )
    window = timedelta(hours=24)
    per_second = 60
    acknowledgement = ("<Response/>", "text/xml")

    def __init__(self, account: Account, store: str, tools: Tools) -> None:
        """Nothing is called before it is needed."""
        super().__init__(store)
        self._account, self._tools, self.template = account, tools, account.template
        self._http = tools.http()
        self._files = tools.http(follow_redirects=True)
        self._client = account_client(
            Client(account.account_sid, account.auth_token, http_client=HttpxClient(self._http)),
            api=account.api,
            content=account.content_api,
            messaging=account.messaging_api,
        )
        self._contents = Contents(self._client)
        self._validator = RequestValidator(account.auth_token)

    def verify(self, hook: Webhook) -> bool:
        """Twilio signs the address it called and the form; proxies may have changed the port."""
        try:
            form = _form(hook.body)
            algorithm = get_signature_algorithm(hook.headers.get(ALGORITHM))
            called = urlparse(hook.url)
            urls = {hook.url, add_port(called), remove_port(called)}
            right = [self._validator.compute_signature(url, form, algorithm) for url in sorted(urls)]
        except ValueError:
            return False
        given = hook.headers.get(SIGNATURE, "").encode("utf-8", "replace")
        return any([hmac.compare_digest(each.encode(), given) for each in right])  # noqa: C419 (each is compared)

    def parse(self, hook: Webhook) -> Received:
        """One message with its files, or one status."""
        form = _form(hook.body)
        sid = form.get("MessageSid") or form.get("SmsMessageSid") or ""
        if not sid or form.get("AccountSid") != self._account.account_sid:
            return Received(unread=1)  # not a message of this account
        status = form.get("MessageStatus") or "received"
        receipts: list[Receipt] = []
        if status != "received":
            unread = read_each([(sid, status, form)], self._receipt, receipts)
            return Received((), receipts, unread)
        if form.get("To") != self._address(self._account.number) or not form.get("From", "").startswith(
            PREFIX
        ):
            return Received()
        incoming: list[Incoming] = []
        parts = [(sid if place == 0 else f"{sid}:{place}", form, facts) for place, facts in contents(form)]
        return Received(incoming, unread=read_each(parts, self._message, incoming))

    def _receipt(self, told: tuple[str, str, QueryParams]) -> Receipt | None:
        sid, status, form = told
        if status not in STATES:
            return None
        trouble = None
        if STATES[status] == "failed":
            trouble = _trouble(small_number(form.get("ErrorCode", "")), 400)
        return Receipt(sid, STATES[status], self._tools.clock(), trouble)

    def _message(self, part: tuple[str, QueryParams, dict[str, Any]]) -> Incoming:
        own, form, facts = part
        sender = form["From"].removeprefix(PREFIX).removeprefix("+")
        return Incoming(
            external_id=own,
            sender=sender,
            sent_at=self._tools.clock(),
            phone=phone_of(sender),
            **facts,
        )

    async def fetch(self, reference: str) -> AsyncIterator[bytes]:
        """A file by its address: only Twilio is shown our token; where it leads to is not."""
        auth = (self._account.account_sid, self._account.auth_token)
        async with self._files.stream("GET", self._media_address(reference), auth=auth) as response:
            response.raise_for_status()
            async for piece in response.aiter_bytes():
                yield piece

    def _media_address(self, reference: str) -> str:
        """The address of a file of one of our messages; FileNotFoundError where it is any other."""
        root = f"{self._account.api.rstrip('/')}/2010-04-01/Accounts/{self._account.account_sid}/Messages/"
        if not reference.startswith(root) or not MEDIA.fullmatch(reference.removeprefix(root)):
            raise FileNotFoundError("not a file of a message of ours")
        return reference

    async def send(self, recipient: str, part: Part, key: str) -> str:
        """Send one part; choices go by a content template with everything in variables."""
        if part.style == "text":
            return await self._create(recipient, body=part.text)
        sid, variables = await self._contents.filled(part)
        return await self._create(recipient, content_sid=sid, content_variables=variables)

    async def send_template(self, recipient: str, text: str) -> str:
        """The approved template, with the text in its one variable."""
        variables = self._contents.variables({"1": text})
        return await self._create(recipient, content_sid=self.template, content_variables=variables)

    async def _create(self, recipient: str, **content: Any) -> str:
        hooks = {"status_callback": self._url} if self._tools.public_url else {}
        sent = await self._client.api.v2010.account.messages.create_async(
            to=self._address(recipient), from_=self._address(self._account.number), **hooks, **content
        )
        return str(sent.sid)

    def trouble(self, error: Exception) -> Trouble:
        """By Twilio's code: https://www.twilio.com/docs/api/errors."""
        if isinstance(error, TwilioRestException):
            return _trouble(int(error.code or 0), error.status)
        if isinstance(error, FileNotFoundError):
            return Trouble(Verdict.GIVE_UP, "not Twilio's")
        return http_trouble(error)

    def link(self, code: str) -> str | None:
        """A link that opens a chat with us and writes the code."""
        return f"https://wa.me/{self._account.number}?text={code}"

    async def check(self, register: bool) -> Sequence[Check]:
        """The token, the sender, and its webhook."""
        try:
            await self._client.api.v2010.accounts(self._account.account_sid).fetch_async()
            senders = await self._client.messaging.v2.channels_senders.list_async(
                channel="whatsapp", limit=MOST_SENDERS
            )
        except TwilioException as error:
            return [Check("account", False, str(error))]
        address = self._address(self._account.number)
        sender = next((each for each in senders if each.sender_id == address), None)
        checks = [Check("account", True), Check("sender", sender is not None, f"no sender {address}")]
        if sender is None:
            checks.append(Check("webhook", False, f"set it by hand in the console: {self._url}"))
            return checks
        if register:
            webhook = {"callback_url": self._url, "callback_method": "POST", "status_callback_url": self._url}
            sender = await sender.update_async(
                ChannelsSenderList.MessagingV2ChannelsSenderRequestsUpdate({"webhook": webhook})
            )
        known = (sender.webhook or {}).get("callback_url")
        checks.append(
            Check("webhook", known == self._url, f"it is {known or 'not set'}, must be {self._url}")
        )
        return checks

    @property
    def _url(self) -> str:
        return f"{(self._tools.public_url or '').rstrip('/')}/webhooks/{self.name}/{self.store}"

    @staticmethod
    def _address(number: str) -> str:
        return f"{PREFIX}+{number}"

    async def close(self) -> None:
        """Let go of every connection."""
        await self._http.aclose()
        await self._files.aclose()


def connect(account: Account, store: str, tools: Tools) -> Channel:
    """The channel of that sender."""
    return Twilio(account, store, tools)


def _form(body: bytes) -> QueryParams:
    return QueryParams(body.decode("utf-8"))


def _trouble(code: int, status: int) -> Trouble:
    for verdict, codes in ((Verdict.CLOSED, CLOSED), (Verdict.GIVE_UP, GONE), (Verdict.WAIT, PASSING)):
        if code in codes:
            return Trouble(verdict, str(code))
    trouble = status_trouble(status)
    verdict = Verdict.TELL if trouble.verdict is Verdict.GIVE_UP else trouble.verdict
    return Trouble(verdict, str(code or status))
