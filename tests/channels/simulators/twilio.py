"""Twilio's API for WhatsApp, as published at twilio.com/docs."""

import base64
import hashlib
import hmac
import json
import re
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from tests.channels.simulators.platform import Hook, Platform, Taken, width

ACCOUNT, AUTH = "AC" + "0123456789abcdef" * 2, "auth-token-0123456789abcdef01234"
NUMBER = "14155238886"
TEMPLATE = "HX" + "fedcba9876543210" * 2
WINDOW = 24 * 3600


class Twilio(Platform):
    """One sender of one account; `public_url` is where it calls."""

    name = "twilio"
    knows_number = True
    public_url = "https://chat.example.com"

    def forget(self) -> None:
        """Begin anew."""
        super().forget()
        self.heard: dict[str, float] = {}
        self.unreachable: set[str] = set()
        self.contents: dict[str, dict[str, Any]] = {}
        self.webhook: dict[str, Any] = {}

    def account(self) -> dict[str, str]:
        """The sender of this simulator."""
        api = f"{self.root}/twilio"
        return {
            "account_sid": ACCOUNT,
            "auth_token": AUTH,
            "number": NUMBER,
            "template": TEMPLATE,
            "api": f"{api}/api",
            "content_api": f"{api}/content",
            "messaging_api": f"{api}/messaging",
        }

    def routes(self) -> list[BaseRoute]:
        """The endpoints a gateway calls."""
        account = f"/twilio/api/2010-04-01/Accounts/{ACCOUNT}"
        return [
            Route(f"{account}/Messages.json", self._messages, methods=["POST"]),
            Route(f"{account}/Messages/{{sid}}/Media/{{media}}", self._media),
            Route(f"{account}.json", self._account),
            Route("/twilio/cdn/{media}", self._bytes),
            Route("/twilio/content/v1/Content", self._content, methods=["GET", "POST"]),
            Route("/twilio/messaging/v2/Channels/Senders", self._senders),
            Route("/twilio/messaging/v2/Channels/Senders/{sid}", self._sender, methods=["POST"]),
        ]

    def _refusal(self, request: Request) -> Response | None:
        if self.down:
            return _error(503, 20503, "Service unavailable")
        right = "Basic " + base64.b64encode(f"{ACCOUNT}:{AUTH}".encode()).decode()
        if request.headers.get("authorization") != right:
            return _error(401, 20003, "Authenticate")
        return self.failures.pop(0) if self.failures else None

    async def _account(self, request: Request) -> Response:
        return self._refusal(request) or JSONResponse({"sid": ACCOUNT, "status": "active"})

    async def _messages(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        form = {name: str(value) for name, value in (await request.form()).items()}
        who = form["To"].removeprefix("whatsapp:+")
        if form["From"] != f"whatsapp:+{NUMBER}":
            return _error(400, 63007, "Twilio could not find a Channel with the specified From address")
        if who in self.unreachable:
            return _error(400, 63024, "Invalid message recipient")
        template = form.get("ContentSid") == TEMPLATE
        if not template and self.clock() - self.heard.get(who, 0.0) > WINDOW:
            return _error(400, 63016, "Failed to send freeform message outside the allowed window")
        problem, text, choices = self._read(form)
        if problem is not None:
            self.refused.append(problem)
            return _error(400, 21617, problem)
        sid = f"SM{next(self.numbers):032x}"
        taken = Taken(sid, who, text, choices, self.clock(), TEMPLATE if template else None)
        self.taken.append(taken)
        return JSONResponse({"sid": sid, "status": "queued", "account_sid": ACCOUNT}, 201)

    def _read(self, form: dict[str, str]) -> tuple[str | None, str, dict[str, str]]:
        """What breaks a published limit, the text, and the choices."""
        if "ContentSid" not in form:
            text = form.get("Body", "")
            return None if width(text.strip()) >= 1 and width(text) <= 1600 else "Body", text, {}
        values = json.loads(form["ContentVariables"])
        if any("\n" in value or not value.strip() for value in values.values()):
            return "The ContentVariables Parameter is invalid", "", {}
        if form["ContentSid"] == TEMPLATE:
            return None if width(values["1"]) <= 1024 else "template", values["1"], {}
        return _checked(_filled(self.contents[form["ContentSid"]]["types"], values))

    async def _content(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        if request.method == "GET":
            found = [{"sid": sid, **each} for sid, each in self.contents.items()]
            meta = {"key": "contents", "page": 0, "page_size": 50, "next_page_url": None}
            return JSONResponse({"contents": found, "meta": meta})
        sid = f"HX{next(self.numbers):032x}"
        self.contents[sid] = await request.json()
        return JSONResponse({"sid": sid, **self.contents[sid]}, 201)

    async def _senders(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        meta = {"key": "senders", "page": 0, "page_size": 50, "next_page_url": None}
        return JSONResponse({"senders": [self._own()], "meta": meta})

    async def _sender(self, request: Request) -> Response:
        self.webhook = (await request.json())["webhook"]
        return JSONResponse(self._own(), 202)

    def _own(self) -> dict[str, Any]:
        return {"sid": "XE" + "0" * 32, "sender_id": f"whatsapp:+{NUMBER}", "webhook": self.webhook}

    async def _media(self, request: Request) -> Response:
        refusal = self._refusal(request)
        return refusal or RedirectResponse(f"{self.root}/twilio/cdn/{request.path_params['media']}", 307)

    async def _bytes(self, request: Request) -> Response:
        content = self.files.get(request.path_params["media"])
        return Response(content) if content is not None else Response(status_code=404)

    def hook(self, form: dict[str, str]) -> Hook:
        """A form as it is posted, signed over the address that is called."""
        text = self.public_url + self.path + "".join(name + form[name] for name in sorted(form))
        signature = base64.b64encode(hmac.new(AUTH.encode(), text.encode(), hashlib.sha1).digest())
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": signature.decode(),
        }
        return Hook(self.path, headers, urlencode(form).encode())

    def message(self, who: str, **more: str) -> Hook:
        """A message as a webhook tells it."""
        self.heard[who] = self.clock()
        sid = f"SM{next(self.numbers):032x}"
        base = {
            "SmsMessageSid": sid, "MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT,
            "SmsStatus": "received", "ProfileName": "Amina", "WaId": who, "From": f"whatsapp:+{who}",
            "To": f"whatsapp:+{NUMBER}", "NumSegments": "1", "NumMedia": "0", "Body": "",
            "MessageType": "text", "ApiVersion": "2010-04-01",
        }  # fmt: skip
        return self.hook({**base, **more})

    def text(self, who: str, text: str) -> Hook:
        """The shopper writes."""
        return self.message(who, Body=text)

    def photos(self, who: str, photos: list[bytes], caption: str = "") -> list[Hook]:
        """Photos sent together: a webhook each."""
        hooks = []
        for place, photo in enumerate(photos):
            media = f"ME{next(self.numbers):032x}"
            self.files[media] = photo
            path = f"/twilio/api/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/{media}"
            more = {"NumMedia": "1", "MediaContentType0": "image/jpeg", "MediaUrl0": self.root + path}
            hooks.append(self.message(who, MessageType="image", Body=caption if place == 0 else "", **more))
        return hooks

    def press(self, who: str, choice: str) -> Hook:
        """A tap on a quick reply."""
        return self.message(who, MessageType="button", Body="x", ButtonText="x", ButtonPayload=choice)

    def voice(self, who: str) -> Hook:
        """A voice message."""
        more = {"NumMedia": "1", "MediaContentType0": "audio/ogg", "MediaUrl0": f"{self.root}/x"}
        return self.message(who, MessageType="audio", **more)

    def status(self, sid: str, who: str, state: str, code: int | None = None) -> Hook:
        """A status callback of a message sent."""
        form = {
            "MessageSid": sid,
            "SmsSid": sid,
            "MessageStatus": state,
            "SmsStatus": state,
            "AccountSid": ACCOUNT,
            "From": f"whatsapp:+{NUMBER}",
            "To": f"whatsapp:+{who}",
        }
        return self.hook({**form, **({"ErrorCode": str(code)} if code else {})})


def _filled(template: Any, values: dict[str, str]) -> Any:
    if isinstance(template, dict):
        return {name: _filled(each, values) for name, each in template.items()}
    if isinstance(template, list):
        return [_filled(each, values) for each in template]
    return re.sub(r"\{\{(\d+)\}\}", lambda found: values[found[1]], str(template))


def _checked(types: dict[str, Any]) -> tuple[str | None, str, dict[str, str]]:
    """The limits of content that is sent within a session."""
    if "twilio/quick-reply" in types:
        content = types["twilio/quick-reply"]
        choices = {each["title"]: each["id"] for each in content["actions"]}
        right = 1 <= len(content["actions"]) <= 3 and len(choices) == len(content["actions"])
        sized = all(width(title) <= 20 and len(each) <= 200 for title, each in choices.items())
        return (
            None if right and sized and width(content["body"]) <= 1024 else "buttons",
            content["body"],
            choices,
        )
    content = types["twilio/list-picker"]
    choices = {each["item"]: each["id"] for each in content["items"]}
    right = 1 <= len(content["items"]) <= 10 and len(choices) == len(content["items"])
    sized = all(
        width(each["item"]) <= 24 and len(each["id"]) <= 200 and width(each.get("description", "")) <= 72
        for each in content["items"]
    )
    fits = width(content["body"]) <= 1024 and width(content["button"]) <= 20
    return None if right and sized and fits else "list", content["body"], choices


def _error(status: int, code: int, message: str) -> Response:
    body = {"code": code, "message": message, "status": status, "more_info": f"https://www.twilio.com/{code}"}
    return JSONResponse(body, status)
