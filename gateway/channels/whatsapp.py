"""WhatsApp by Meta's Cloud API; https://developers.facebook.com/docs/whatsapp/cloud-api.

pywa sends, verifies and names errors. Its server is not used: it reads only the first message of a webhook
and acknowledges before anything is stored.
"""

import hmac
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import httpx
from pydantic import Field
from pywa import utils
from pywa.errors import (
    AuthorizationError,
    IntegrityError,
    MediaDownloadError,
    MessageUndeliverable,
    RecipientNotInAllowedList,
    ReEngagementMessage,
    ThrottlingError,
    UserStoppedMarketingMessages,
    WhatsAppError,
)
from pywa.types.callback import Button, Section, SectionList, SectionRow
from pywa.types.templates import TemplateLanguage
from pywa_async.client import WhatsApp as Client

from gateway.channels.interface import (
    AccountSettings,
    Channel,
    Check,
    Incoming,
    Kind,
    Receipt,
    Received,
    Tools,
    Trouble,
    Verdict,
    Webhook,
)
from gateway.channels.platform_fields import moment, path_segment, phone_of, read_each, read_json, written
from gateway.channels.rendering import Limits, Part
from gateway.channels.troubles import http_trouble
from gateway.channels.whatsapp_payloads import changes_of, contents, parts_of

SIGNATURE = utils.HUB_SIG.lower()
UNREACHABLE = (MessageUndeliverable, RecipientNotInAllowedList, UserStoppedMarketingMessages)
PASSING = frozenset({1, 2, 131000, 131016, 131057, 133004, 135000})  # unknown, overloaded, in maintenance
PAIR_LIMIT, PAIR_SECONDS = 131056, 6.0
STATES = {name: name for name in ("sent", "delivered", "read", "failed")} | {"played": "read"}
MEDIA_HOSTS = (".facebook.com", ".fbcdn.net", ".fbsbx.com", ".whatsapp.net")  # Meta's, where files lie


class Account(AccountSettings):
    """A phone number of a WhatsApp business account."""

    made_up = frozenset({"verify_token"})

    phone_id: str = Field(pattern=r"^\d{5,30}$", description="The number's phone number ID.")
    number: str = Field(pattern=r"^\d{7,15}$", description="The number itself: country code and digits only.")
    token: str = Field(min_length=10, description="A permanent access token of a system user.")
    app_secret: str = Field(min_length=16, description="The app's secret, which signs its webhooks.")
    verify_token: str = Field(
        min_length=32, description="A secret of your own that Meta shows when it registers the webhook."
    )
    template: str | None = Field(
        default=None, description="An approved template with one variable in its body, for after 24 hours."
    )
    template_language: str = Field(default="en", description="The language the template was approved in.")
    api: str = Field(default="https://graph.facebook.com/v23.0", description="Where the Graph API is.")


class WhatsApp(Channel):
    """One phone number."""

    name = "whatsapp"
    title = "WhatsApp"
    limits = Limits(
        text=4096,
        body=1024,
        buttons=3,
        button_title=20,
        list_body=4096,
        rows=10,
        row_title=24,
        row_description=72,
        attach="attach",
    )
    window = timedelta(hours=24)
    per_second = 60

    def __init__(self, account: Account, store: str, tools: Tools) -> None:
        """Nothing is called before it is needed."""
        super().__init__(store)
        self._account, self._tools, self.template = account, tools, account.template
        self._http = tools.http()
        self._client = Client(
            phone_id=account.phone_id, token=account.token, session=self._http, validate_updates=False
        )
        self._http.base_url = httpx.URL(account.api.rstrip("/"))  # pywa sets its own
        self._files = tools.http(follow_redirects=True)

    def verify(self, hook: Webhook) -> bool:
        """HMAC-SHA256 of the raw body under the app's secret."""
        given = hook.headers.get(SIGNATURE, "")
        return given.isascii() and utils.webhook_updates_validator(self._account.app_secret, hook.body, given)

    def challenge(self, hook: Webhook) -> str | None:
        """Meta's handshake: its challenge, if it knows our verify token."""
        given = hook.query.get(utils.HUB_VT, "").encode()
        right = hmac.compare_digest(given, self._account.verify_token.encode())
        return hook.query.get(utils.HUB_CH) if right and hook.query.get("hub.mode") == "subscribe" else None

    def parse(self, hook: Webhook) -> Received:
        """All messages and statuses of a batch, but those of another phone number."""
        values: list[dict[str, Any]] = []
        incoming: list[Incoming] = []
        receipts: list[Receipt] = []
        unread = read_each(changes_of(read_json(hook.body)), self._value, values)
        for value in values:
            unread += read_each(parts_of(value, "messages"), self._message, incoming)
            unread += read_each(parts_of(value, "statuses"), self._status, receipts)
        return Received(incoming, receipts, unread)

    def _value(self, change: dict[str, Any]) -> dict[str, Any] | None:
        """What a change tells of this number."""
        if change["field"] != "messages":
            return None
        value: dict[str, Any] = change["value"]
        return value if value["metadata"]["phone_number_id"] == self._account.phone_id else None

    def _message(self, message: dict[str, Any]) -> Incoming | None:
        if message.get("group_id") is not None:  # said to others, and no place for an answer
            return None
        try:
            return self._incoming(message, **contents(message))
        except Exception:  # a shape we don't know: the shopper is told
            return self._incoming(message, kind=Kind.OTHER)

    @staticmethod
    def _incoming(message: dict[str, Any], **facts: Any) -> Incoming:
        own, sender = written(message["id"]), written(message.get("from") or message["from_user_id"])
        return Incoming(
            external_id=f"{facts['edits']}:{own}" if "edits" in facts else own,
            sender=sender,
            sent_at=moment(message["timestamp"]),
            phone=phone_of(sender),
            **facts,
        )

    def _status(self, status: dict[str, Any]) -> Receipt | None:
        state = STATES.get(status["status"])
        if state is None:
            return None
        trouble = None
        if state == "failed":
            first = (status.get("errors") or [{"code": 131000, "title": "unknown"}])[0]
            error = WhatsAppError.from_dict({"message": first.get("title", ""), **first})
            trouble = self.trouble(error)
        return Receipt(written(status["id"]), state, moment(status["timestamp"]), trouble)

    async def fetch(self, reference: str) -> AsyncIterator[bytes]:
        """A file by its id: its address works for five minutes, and only with our token."""
        url = (await self._client.get_media_url(path_segment(reference))).url
        self._require_own(httpx.URL(url))
        headers = {"Authorization": f"Bearer {self._account.token}"}
        async with self._files.stream("GET", url, headers=headers) as response:
            response.raise_for_status()
            async for piece in response.aiter_bytes():
                yield piece

    def _require_own(self, url: httpx.URL) -> None:
        """FileNotFoundError unless that is Meta's: our token goes along."""
        api = httpx.URL(self._account.api)
        own = (url.scheme, url.host, url.port) == (api.scheme, api.host, api.port)
        if not own and not (url.scheme == "https" and f".{url.host}".endswith(MEDIA_HOSTS)):
            raise FileNotFoundError("not an address of Meta's")

    async def send(self, recipient: str, part: Part, key: str) -> str:
        """Send one part, with reply buttons or a list."""
        sent = await self._client.send_message(recipient, part.text, buttons=_tappable(part), tracker=key)
        return str(sent.id)

    async def send_template(self, recipient: str, text: str) -> str:
        """The approved template, with the text in its one variable."""
        body = {"type": "body", "parameters": [{"type": "text", "text": text}]}
        sent = await self._client.send_template(
            recipient,
            self.template,
            TemplateLanguage(self._account.template_language),
            [body],
        )
        return str(sent.id)

    def trouble(self, error: Exception) -> Trouble:
        """By Meta's code: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes."""
        if isinstance(error, FileNotFoundError):
            return Trouble(Verdict.GIVE_UP, "not Meta's")
        if not isinstance(error, WhatsAppError):
            return http_trouble(error)
        return Trouble(_verdict(error), str(error.code), PAIR_SECONDS if error.code == PAIR_LIMIT else None)

    def link(self, code: str) -> str | None:
        """A link that opens a chat with us and writes the code."""
        return f"https://wa.me/{self._account.number}?text={code}"

    async def check(self, register: bool) -> Sequence[Check]:
        """The token, the number, and the webhook of this number."""
        checks = []
        try:
            params = {"fields": "display_phone_number,quality_rating,webhook_configuration"}
            number = await self._get(f"/{self._account.phone_id}", params)
            digits = "".join(filter(str.isdigit, str(number.get("display_phone_number", ""))))
            checks.append(Check("token", True))
            checks.append(Check("number", digits == self._account.number, f"the number is {digits}"))
            if register:
                await self._client.api.set_phone_alternate_callback_url(
                    override_callback_uri=self._url,
                    verify_token=self._account.verify_token,
                    phone_id=self._account.phone_id,
                )
                number = await self._get(f"/{self._account.phone_id}", params)
        except (WhatsAppError, httpx.HTTPError) as error:
            code = f" {error.code}" if isinstance(error, WhatsAppError) else ""
            return [*checks, Check("Graph API", False, f"{type(error).__name__}{code}")]
        known = (number.get("webhook_configuration") or {}).get("phone_number")
        checks.append(
            Check("webhook", known == self._url, f"it is {known or 'not set'}, must be {self._url}")
        )
        return checks

    @property
    def _url(self) -> str:
        return f"{(self._tools.public_url or '').rstrip('/')}/webhooks/{self.name}/{self.store}"

    async def _get(self, path: str, params: dict[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = await self._client.api._request("GET", path, params=params)
        return found

    async def close(self) -> None:
        """Let go of every connection."""
        await self._http.aclose()
        await self._files.aclose()


def connect(account: Account, store: str, tools: Tools) -> Channel:
    """The channel of that number."""
    return WhatsApp(account, store, tools)


def _tappable(part: Part) -> Any:
    if part.style == "buttons":
        return [Button(each.title, each.id) for each in part.choices]
    if part.style == "list":
        rows = [SectionRow(each.title, each.id, each.description) for each in part.choices]
        return SectionList(part.label, [Section(part.label, rows)])
    return None


def _verdict(error: WhatsAppError) -> Verdict:
    """Wait where it may pass or can be set right, give up where nobody is, tell where we are wrong."""
    if isinstance(error, ReEngagementMessage):
        return Verdict.CLOSED
    if isinstance(error, UNREACHABLE):
        return Verdict.GIVE_UP
    if isinstance(error, MediaDownloadError):
        return Verdict.RETRY
    passing = isinstance(error, ThrottlingError | IntegrityError | AuthorizationError)
    status = error.status_code or 0
    if passing or error.code in PASSING or error.is_transient or status in (401, 429) or status >= 500:
        return Verdict.WAIT
    return Verdict.GIVE_UP if status in (404, 410) else Verdict.TELL
