"""Telegram's Bot API, as published at core.telegram.org/bots/api."""

import json
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.channels.simulators.platform import Hook, Platform, Taken, width

TOKEN = "1000000001:AAtelegram-simulator-token"
SECRET = "telegram-webhook-secret-0123456789abcdef"
USERNAME = "store_bot"
LARGEST = 20 << 20


class Telegram(Platform):
    """One bot; it never writes faster than once a second to a chat."""

    name = "telegram"

    def forget(self) -> None:
        """Begin anew."""
        super().forget()
        self.blocked: set[str] = set()
        self.file_path: str | None = None
        self.webhook: dict[str, Any] = {"url": ""}
        self.last: dict[str, float] = {}

    def account(self) -> dict[str, str]:
        """A bot of this simulator."""
        return {"token": TOKEN, "secret": SECRET, "username": USERNAME, "api": f"{self.root}/telegram"}

    def routes(self) -> list[BaseRoute]:
        """The methods a gateway calls."""
        return [
            Route("/telegram/bot{token}/{method}", self._method, methods=["GET", "POST"]),
            Route("/telegram/file/bot{token}/{path:path}", self._file),
        ]

    async def _method(self, request: Request) -> Response:
        if self.down:
            return Response("bad gateway", 502)
        if request.path_params["token"] != TOKEN:
            return _error(401, "Unauthorized")
        if self.failures:
            return self.failures.pop(0)
        form = {name: str(value) for name, value in (await request.form()).items()}
        method = getattr(self, "_" + request.path_params["method"].lower(), None)
        return method(form) if method else _error(404, "Not Found")

    def _getme(self, form: dict[str, str]) -> Response:
        return _ok({"id": 1000000001, "is_bot": True, "first_name": "Store", "username": USERNAME})

    def _setwebhook(self, form: dict[str, str]) -> Response:
        self.webhook = dict(form)
        return _ok(True)

    def _getwebhookinfo(self, form: dict[str, str]) -> Response:
        url = self.webhook["url"]
        return _ok({"url": url, "has_custom_certificate": False, "pending_update_count": 0})

    def _answercallbackquery(self, form: dict[str, str]) -> Response:
        self.acknowledged.append(form["callback_query_id"])
        return _ok(True)

    def _sendmessage(self, form: dict[str, str]) -> Response:
        chat, text, now = form["chat_id"], form.get("text", ""), self.clock()
        if chat in self.blocked:
            return _error(403, "Forbidden: bot was blocked by the user")
        keyboard = json.loads(form.get("reply_markup", "{}")).get("inline_keyboard", [])
        buttons = [button for row in keyboard for button in row]
        if (problem := _problem(text, buttons)) is not None:
            self.refused.append(problem)
            return _error(400, f"Bad Request: {problem}")
        if now - self.last.get(chat, 0.0) < 1:
            return _error(429, "Too Many Requests: retry after 2", retry_after=2)
        self.last[chat] = now
        number = next(self.numbers)
        choices = {button["text"]: button["callback_data"] for button in buttons}
        self.taken.append(Taken(f"{chat}:{number}", chat, text, choices, now))
        return _ok({"message_id": number, "date": int(now), "chat": _chat(chat), "text": text})

    def _getfile(self, form: dict[str, str]) -> Response:
        content = self.files.get(form["file_id"])
        if content is None:
            return _error(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(content) > LARGEST:
            return _error(400, "Bad Request: file is too big")
        path = self.file_path if self.file_path is not None else f"files/{form['file_id']}"
        return _ok({"file_id": form["file_id"], "file_unique_id": form["file_id"], "file_path": path})

    async def _file(self, request: Request) -> Response:
        content = self.files.get(request.path_params["path"].removeprefix("files/"))
        right = request.path_params["token"] == TOKEN and not self.down
        return Response(content) if content is not None and right else Response(status_code=404)

    def hook(self, update: dict[str, Any], number: int | None = None) -> Hook:
        """An update as it is posted."""
        body = json.dumps({"update_id": number or next(self.numbers), **update}, ensure_ascii=False)
        return self.posted(body.encode())

    def posted(self, body: bytes) -> Hook:
        """Any body, with the secret that Telegram sends along."""
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
        return Hook(self.path, headers, body)

    def message(self, who: str, **content: Any) -> dict[str, Any]:
        """A message as an update holds it."""
        sender = {"id": int(who), "is_bot": False, "first_name": "Amina", "language_code": "en"}
        base = {"message_id": next(self.numbers), "date": int(self.clock()), "chat": _chat(who)}
        return {**base, "from": sender, **content}

    def text(self, who: str, text: str) -> Hook:
        """The shopper writes."""
        return self.hook({"message": self.message(who, text=text)})

    def photos(self, who: str, photos: list[bytes], caption: str = "") -> list[Hook]:
        """An album: one update a photo, joined by its group; the caption is on the first."""
        group = {"media_group_id": uuid.uuid4().hex} if len(photos) > 1 else {}
        hooks = []
        for place, photo in enumerate(photos):
            file_id = self._keep(photo)
            sizes = [
                {"file_id": f"{file_id}-thumb", "file_unique_id": "t", "width": 90, "height": 60},
                {"file_id": file_id, "file_unique_id": "b", "width": 1280, "height": 960},
            ]
            more = {"caption": caption} if caption and place == 0 else {}
            hooks.append(self.hook({"message": self.message(who, photo=sizes, **group, **more)}))
        return hooks

    def _keep(self, content: bytes) -> str:
        file_id = f"AgAC{next(self.numbers)}"
        self.files[file_id] = content
        return file_id

    def press(self, who: str, choice: str) -> Hook:
        """A tap on a button of an inline keyboard."""
        query = {
            "id": str(next(self.numbers)),
            "from": {"id": int(who), "is_bot": False, "first_name": "Amina"},
            "chat_instance": "1",
            "data": choice,
        }
        return self.hook({"callback_query": query})

    def voice(self, who: str) -> Hook:
        """A voice message."""
        voice = {"file_id": "AwAC1", "file_unique_id": "v", "duration": 3}
        return self.hook({"message": self.message(who, voice=voice)})


def _problem(text: str, buttons: list[dict[str, Any]]) -> str | None:
    if not text.strip():
        return "message text is empty"
    if width(text) > 4096:
        return "message is too long"
    if len(buttons) > 100:
        return "too many buttons"
    if any(not 1 <= len(each["callback_data"].encode()) <= 64 for each in buttons):
        return "BUTTON_DATA_INVALID"
    return "button text is empty" if any(not each["text"].strip() for each in buttons) else None


def _chat(who: str) -> dict[str, Any]:
    return {"id": int(who), "type": "private", "first_name": "Amina"}


def _ok(result: Any) -> Response:
    return JSONResponse({"ok": True, "result": result})


def _error(code: int, description: str, **parameters: int) -> Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return JSONResponse({**body, **({"parameters": parameters} if parameters else {})}, code)
