"""Talk to the running assistant in the terminal, over the web API, as any client does.

Lines are messages; "1", "2", … picks a button; "+FILE" sends a photo or video; an empty line ends.
"""

import argparse
import os
import sys
import uuid
from pathlib import Path
from typing import Any

import httpx


class Chat:
    """One conversation over the web API."""

    def __init__(self, base: str, store: str) -> None:
        """Open a conversation with a store and show the greeting."""
        self.http = httpx.Client(base_url=base, timeout=30)
        opened = self._checked(
            self.http.post(f"/stores/{store}/conversations", json={"customer_token": None})
        )
        self.http.headers["Authorization"] = f"Bearer {opened['token']}"
        self.path = f"/conversations/{opened['id']}"
        self.buttons: list[dict[str, str]] = []
        self.show(opened["greeting"])

    def say(self, line: str) -> None:
        """Send a line, a picked button or a file, and show the answers."""
        body: dict[str, Any] = {"id": uuid.uuid4().hex}
        if line.startswith("+"):
            body["attachments"] = [self._upload(Path(line[1:].strip()))]
        elif line.isdigit() and 0 < int(line) <= len(self.buttons):
            body["payload"] = self.buttons[int(line) - 1]["payload"]
        else:
            body["text"] = line
        answer = self._checked(self.http.post(f"{self.path}/messages", params={"wait": "true"}, json=body))
        self.show(answer["messages"])
        if answer["state"] != "bot":
            print(f"  [{answer['state']}]")

    def show(self, messages: list[dict[str, Any]]) -> None:
        """Print messages and number their buttons."""
        self.buttons = []
        for message in messages:
            print(f"  {message['text']}")
            self.buttons += message.get("buttons") or []
        for number, button in enumerate(self.buttons, start=1):
            print(f"    {number}. {button['title']}")

    def _upload(self, file: Path) -> str:
        with file.open("rb") as content:
            sent = self.http.post(f"{self.path}/uploads", files={"file": (file.name, content)})
        return str(self._checked(sent)["id"])

    @staticmethod
    def _checked(response: httpx.Response) -> dict[str, Any]:
        if response.is_error:
            raise SystemExit(f"{response.status_code}: {response.text}")
        return dict(response.json())


def main() -> None:
    """Read lines until an empty one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default=os.environ.get("STORE", "standard"), help="the store's slug")
    port = os.environ.get("GATEWAY_PORT", "8000")
    parser.add_argument("--url", default=f"http://127.0.0.1:{port}/api/v1", help="the web API")
    arguments = parser.parse_args()
    try:
        chat = Chat(arguments.url, arguments.store)
        for line in sys.stdin:
            if not line.strip():
                break
            chat.say(line.strip())
    except httpx.ConnectError:
        raise SystemExit(f"nothing answers at {arguments.url}: is `make start` running?") from None
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
