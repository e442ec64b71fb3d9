"""A scripted shopper: a client of the web API that says things and looks at the answers."""

import io
import itertools
from datetime import datetime, timedelta
from typing import Any

import httpx
from PIL import Image

from tests.gateway.media import mp4


class Shopper:
    """One conversation."""

    def __init__(
        self,
        url: str,
        store: str,
        address: str,
        now: datetime | None = None,
        customer_token: str | None = None,
    ) -> None:
        """Open a conversation as somebody who comes from `address`.

        With `now` each message says that it was sent then, a minute later each time.
        """
        self.now = now
        self.http = httpx.Client(base_url=url, timeout=60, headers={"X-Forwarded-For": address})
        opened = self._json(
            self.http.post(f"/stores/{store}/conversations", json={"customer_token": customer_token})
        )
        self.id: str = opened["id"]
        self.http.headers["Authorization"] = f"Bearer {opened['token']}"
        self.ids = itertools.count(1)
        self.state = "bot"
        self.messages: list[dict[str, Any]] = opened["greeting"]
        self.transcript: list[str] = [f"< {message['text']}" for message in self.messages]
        self.heard: list[Any] = self._seen()

    def say(self, text: str) -> list[dict[str, Any]]:
        """Write a message."""
        return self._send({"text": text}, text)

    def press(self, button: str) -> list[dict[str, Any]]:
        """Press a button of the last answers by its title, or send a payload."""
        if button.startswith("/"):
            return self._send({"payload": button}, button)
        offered = self.buttons
        assert button in offered, f"no button {button!r}, only {sorted(offered)}"
        return self._send({"payload": offered[button]}, f"[{button}]")

    def photo(self, text: str | None = None) -> list[dict[str, Any]]:
        """Send a photo, with words or without."""
        number = next(self.ids)
        picture = io.BytesIO()
        Image.new("RGB", (64 + number, 48), (number * 40 % 255, 90, 160)).save(picture, "JPEG")
        return self._send_file(("photo.jpg", picture.getvalue(), "image/jpeg"), text)

    def video(self, text: str | None = None) -> list[dict[str, Any]]:
        """Send a video."""
        return self._send_file(("clip.mp4", mp4() + bytes(next(self.ids)), "video/mp4"), text)

    def wait(self, span: timedelta) -> None:
        """Say nothing for a while."""
        assert self.now is not None
        self.now += span

    def close(self) -> None:
        """Drop the connection."""
        self.http.close()

    @property
    def asks(self) -> str | None:
        """What the last message asks for."""
        data = (self.messages[-1].get("data") or {}) if self.messages else {}
        return data.get("asks") if data.get("type") == "question" else None

    @property
    def text(self) -> str:
        """All texts of the last answers."""
        return "\n".join(message["text"] for message in self.messages)

    @property
    def buttons(self) -> dict[str, str]:
        """Payloads of the last answers' buttons by title."""
        return {b["title"]: b["payload"] for message in self.messages for b in message["buttons"]}

    def card(self, kind: str) -> dict[str, Any] | None:
        """The last card of a type in the last answers."""
        cards = [m["data"] for m in self.messages if (m.get("data") or {}).get("type") == kind]
        return cards[-1] if cards else None

    def _send_file(self, file: tuple[str, bytes, str], text: str | None) -> list[dict[str, Any]]:
        sent = self._json(self.http.post(f"/conversations/{self.id}/uploads", files={"file": file}))
        body: dict[str, Any] = {"attachments": [sent["id"]]}
        return self._send({**body, "text": text} if text else body, f"({file[0]}) {text or ''}")

    def _send(self, body: dict[str, Any], shown: str) -> list[dict[str, Any]]:
        message = {"id": f"m{next(self.ids)}", **body}
        if self.now is not None:
            self.now += timedelta(minutes=1)
            message["as_of"] = self.now.isoformat()
        path = f"/conversations/{self.id}/messages"
        answer = self._json(self.http.post(path, params={"wait": "true"}, json=message))
        self.messages, self.state = answer["messages"], answer["state"]
        self.transcript += [f"> {shown}", *(f"< {m['text']}" for m in self.messages)]
        self.heard += [self._seen(), self.state]
        return self.messages

    def _seen(self) -> list[Any]:
        """The last answers, all but when they were given."""
        return [[message["text"], message["buttons"], message["data"]] for message in self.messages]

    @staticmethod
    def _json(response: httpx.Response) -> dict[str, Any]:
        assert response.is_success, f"{response.request.url}: {response.status_code} {response.text}"
        return dict(response.json())
