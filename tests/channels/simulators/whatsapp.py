"""WhatsApp's Cloud API, as published at developers.facebook.com/docs/whatsapp/cloud-api."""

import hashlib
import hmac
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.channels.simulators.platform import Hook, Platform, Taken, width

PHONE_ID, NUMBER, WABA = "106540352242922", "15550783881", "102290129340398"
TOKEN = "EAAsimulated-token"
APP_SECRET = "0123456789abcdef0123456789abcdef"
VERIFY = "verify-token-0123456789abcdef-0123456789"
TEMPLATE = "order_update"
WINDOW = 24 * 3600
LARGEST = 100 << 20


class WhatsApp(Platform):
    """One number of one business account."""

    name = "whatsapp"
    knows_number = True

    def forget(self) -> None:
        """Begin anew."""
        super().forget()
        self.unreachable: set[str] = set()
        self.heard: dict[str, float] = {}
        self.callback: str | None = None
        self.fields: list[str] = []

    def account(self) -> dict[str, str]:
        """A number of this simulator."""
        return {
            "phone_id": PHONE_ID,
            "number": NUMBER,
            "token": TOKEN,
            "app_secret": APP_SECRET,
            "verify_token": VERIFY,
            "template": TEMPLATE,
            "api": f"{self.root}/graph/v23.0",
        }

    def routes(self) -> list[BaseRoute]:
        """The endpoints a gateway calls."""
        base = "/graph/v23.0"
        return [
            Route(f"{base}/{PHONE_ID}/messages", self._messages, methods=["POST"]),
            Route(f"{base}/{PHONE_ID}/", self._number, methods=["POST"]),
            Route(f"{base}/{PHONE_ID}", self._number),
            Route(f"{base}/{{media}}", self._media),
            Route("/graph/media/{media}", self._bytes),
        ]

    def _refusal(self, request: Request) -> Response | None:
        if self.down:
            return Response("upstream unavailable", 503)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _error(401, 190, "Error validating access token")
        return self.failures.pop(0) if self.failures else None

    async def _number(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        if request.method == "POST":
            asked = (await request.json())["webhook_configuration"]
            self.callback = asked["override_callback_uri"]
            return JSONResponse({"success": True})
        known = {"phone_number": self.callback} if self.callback else {}
        return JSONResponse(
            {"id": PHONE_ID, "display_phone_number": "+1 555-078-3881", "webhook_configuration": known}
        )

    async def _messages(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        body = await request.json()
        who, kind = body["to"], body["type"]
        if who in self.unreachable:
            return _error(400, 131026, "Message undeliverable")
        if kind != "template" and self.clock() - self.heard.get(who, 0.0) > WINDOW:
            return _error(400, 131047, "Re-engagement message")
        problem, text, choices = _read(kind, body[kind])
        if problem is not None:
            self.refused.append(problem)
            return _error(400, 131009, problem)
        wamid = f"wamid.out{next(self.numbers)}"
        template = body["template"]["name"] if kind == "template" else None
        self.taken.append(Taken(wamid, who, text, choices, self.clock(), template))
        return JSONResponse(
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": who, "wa_id": who}],
                "messages": [{"id": wamid}],
            }
        )

    async def _media(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        media = request.path_params["media"]
        if media not in self.files:
            return _error(400, 100, "Unsupported get request. Object does not exist")
        content = self.files[media]
        return JSONResponse(
            {
                "messaging_product": "whatsapp",
                "url": f"{self.root}/graph/media/{media}",
                "mime_type": "image/jpeg",
                "sha256": hashlib.sha256(content).hexdigest(),
                "file_size": len(content),
                "id": media,
            }
        )

    async def _bytes(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        content = self.files.get(request.path_params["media"])
        return Response(content) if content is not None else Response(status_code=404)

    def hook(self, *messages: dict[str, Any], statuses: list[dict[str, Any]] | None = None) -> Hook:
        """A signed webhook with any number of messages and statuses."""
        senders = {message["from"] for message in messages}
        value: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": NUMBER, "phone_number_id": PHONE_ID},
        }
        if messages:
            contacts = [{"profile": {"name": "Amina"}, "wa_id": who} for who in sorted(senders)]
            value |= {"contacts": contacts, "messages": list(messages)}
        if statuses:
            value["statuses"] = statuses
        change = {"value": value, "field": "messages"}
        return self.signed(
            {"object": "whatsapp_business_account", "entry": [{"id": WABA, "changes": [change]}]}
        )

    def signed(self, payload: Any) -> Hook:
        """Any payload, signed as Meta signs."""
        return self.signed_bytes(json.dumps(payload, ensure_ascii=True).encode())

    def signed_bytes(self, body: bytes) -> Hook:
        """Any body, signed as Meta signs."""
        signature = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
        return Hook(self.path, headers, body)

    def message(self, who: str, kind: str, content: Any) -> dict[str, Any]:
        """A message as a webhook holds it."""
        self.heard[who] = self.clock()
        wamid = f"wamid.in{next(self.numbers)}"
        return {"from": who, "id": wamid, "timestamp": str(int(self.clock())), "type": kind, kind: content}

    def text(self, who: str, text: str) -> Hook:
        """The shopper writes."""
        return self.hook(self.message(who, "text", {"body": text}))

    def photos(self, who: str, photos: list[bytes], caption: str = "") -> list[Hook]:
        """Photos sent together: a webhook each, and nothing joins them."""
        hooks = []
        for place, photo in enumerate(photos):
            media = str(1_000_000_000 + next(self.numbers))
            self.files[media] = photo
            more = {"caption": caption} if caption and place == 0 else {}
            digest = hashlib.sha256(photo).hexdigest()
            content = {"mime_type": "image/jpeg", "sha256": digest, "id": media, **more}
            hooks.append(self.hook(self.message(who, "image", content)))
        return hooks

    def press(self, who: str, choice: str) -> Hook:
        """A tap on a reply button or on a row of a list."""
        title = next((t for each in self.to(who) for t, i in each.choices.items() if i == choice), "?")
        reply = {"type": "button_reply", "button_reply": {"id": choice, "title": title[:20]}}
        return self.hook(self.message(who, "interactive", reply))

    def voice(self, who: str) -> Hook:
        """A voice message."""
        audio = {"mime_type": "audio/ogg; codecs=opus", "sha256": "x", "id": "99", "voice": True}
        return self.hook(self.message(who, "audio", audio))

    def status(self, wamid: str, who: str, state: str, code: int | None = None) -> dict[str, Any]:
        """A status of a message sent, as a webhook holds it."""
        failed = {"errors": [{"code": code, "title": "failed", "error_data": {"details": "x"}}]}
        base = {"id": wamid, "status": state, "timestamp": str(int(self.clock())), "recipient_id": who}
        return {**base, **(failed if code else {})}


def _read(kind: str, content: dict[str, Any]) -> tuple[str | None, str, dict[str, str]]:
    """What breaks a published limit, the text, and the choices."""
    if kind == "text":
        text = content["body"]
        return (
            _first(width(text.strip()) >= 1 and width(text) <= 4096, "text.body must be 1 to 4096"),
            text,
            {},
        )
    if kind == "template":
        values = [each["text"] for part in content["components"] for each in part["parameters"]]
        plain = all("\n" not in text and "\t" not in text and "    " not in text for text in values)
        right = plain and sum(map(width, values)) <= 1024 and len(values) == 1
        return _first(content["name"] == TEMPLATE and right, "template parameters"), " ".join(values), {}
    text, action = content["body"]["text"], content["action"]
    if content["type"] == "button":
        buttons = [each["reply"] for each in action["buttons"]]
        choices = {each["title"]: each["id"] for each in buttons}
        right = 1 <= len(buttons) <= 3 and len(choices) == len(buttons) == len(set(choices.values()))
        sized = all(1 <= width(title) <= 20 and 1 <= len(each) <= 256 for title, each in choices.items())
        return _first(right and sized and 1 <= width(text) <= 1024, "buttons"), text, choices
    rows = [row for section in action["sections"] for row in section["rows"]]
    choices = {row["title"]: row["id"] for row in rows}
    right = 1 <= len(rows) <= 10 and len(choices) == len(rows) and 1 <= width(action["button"]) <= 20
    sized = all(
        1 <= width(row["title"]) <= 24
        and width(row.get("description", "")) <= 72
        and 1 <= len(row["id"]) <= 200
        for row in rows
    )
    return _first(right and sized and 1 <= width(text) <= 4096, "list"), text, choices


def _first(holds: bool, problem: str) -> str | None:
    return None if holds else f"(#131009) {problem}"


def _error(status: int, code: int, message: str) -> Response:
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "Az8or2"}
    return JSONResponse({"error": error}, status)
