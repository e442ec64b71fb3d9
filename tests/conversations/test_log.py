"""What `make start` shows: for a person, one line a turn, and nothing of other people's packages."""

import re
from typing import Any

import httpx
import pytest

from tests.conversations.stack import Stack

LINE = re.compile(r"\[start\] .+|(?:gateway|rasa|actions) {2,}\d\d:\d\d:\d\d .+")


@pytest.mark.stack
@pytest.mark.timeout(1200)
def test_a_person_can_follow_the_conversations_in_the_log(stack: Stack) -> None:
    with httpx.Client(base_url=stack.url, timeout=60, trust_env=False) as http:
        opened: dict[str, Any] = http.post("/stores/kilimall/conversations", json={}).json()
        http.headers["Authorization"] = f"Bearer {opened['token']}"
        path = f"/conversations/{opened['id']}/messages"
        for number, text in enumerate(("where is my order?", "KM-1003, zanzibar@example.com")):
            http.post(
                path, params={"wait": "true"}, json={"id": str(number), "text": text}
            ).raise_for_status()
        http.get("/health/ready").raise_for_status()
    lines = stack.log.read_text().splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert not [line for line in lines if "alembic" in line or "Warning" in line or "zanzibar" in line]
    turns = [line for line in lines if f"conversation={opened['id'][:8]} " in line]
    assert [re.sub(r" ms=\d+$", "", line[18:]) for line in turns] == [
        f"turn answered store=kilimall channel=web conversation={opened['id'][:8]} {what}"
        for what in (
            "intent=internal_open outcome=text",
            "intent=track_order outcome=question order_number",
            "intent=inform outcome=question order_number",  # not their e-mail
        )
    ]
