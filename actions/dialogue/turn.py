"""One message of the shopper, as the actions read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rasa_sdk.interfaces import Tracker

from actions.dialogue.clauses import Clause, read_clauses
from actions.dialogue.wording import DEFAULT_LANGUAGE
from payloads import sound

NOT_A_REPLY = ("action_listen", "action_extract_slots")
CLAUSES = "clauses"
KEEP = "refund_without_return"


@dataclass(frozen=True)
class Attachment:
    """An uploaded file that came with the message; `kind` is image or video."""

    id: str
    kind: str


@dataclass(frozen=True)
class Turn:
    """What was said, by whom, when, and what was understood of it.

    `networks` are where it came from, as the gateway hashes them, the smallest first.
    `is_heard` is False when the dialogue comes back to a form without a new message for it.
    """

    conversation: str
    message: str
    store: str
    now: datetime
    channel: str = "web"
    networks: Sequence[str] = ()
    language: str = DEFAULT_LANGUAGE
    identity: Mapping[str, str | None] | None = None
    text: str = ""
    intent: str = ""
    confidence: float = 0.0
    entities: Sequence[Mapping[str, Any]] = ()
    ranking: Sequence[Mapping[str, Any]] = ()
    attachments: Sequence[Attachment] = field(default_factory=tuple)
    clauses: Sequence[Clause] = ()
    heard: Sequence[Mapping[str, Any]] = ()
    is_heard: bool = True
    is_button: bool = False

    def values(self, entity: str) -> list[Any]:
        """All values found for an entity, in the order of the text."""
        return [found["value"] for found in self.entities if found["entity"] == entity]

    def value(self, entity: str) -> Any | None:
        """The first value found for an entity."""
        return next(iter(self.values(entity)), None)

    def said(self, head: str) -> str | None:
        """What the first clause that says anything of it says, if surely enough."""
        return next((label for clause in self.clauses if (label := clause.said(head)) is not None), None)

    def acts(self) -> set[str]:
        """What the clauses do."""
        return {clause.act for clause in self.clauses}

    @property
    def reason(self) -> str | None:
        """The reason that the message gives, or that its button stands for."""
        return self.value("reason") or self.said("reason")

    @property
    def wish(self) -> str | None:
        """What the message wishes for the goods, in the policy's word for it."""
        return self.value("request") or request_of(self.said("wish"))

    def pressed(self) -> dict[str, bool]:
        """The condition that the pressed button stands for, by name."""
        return dict(_condition(str(value)) for value in self.values("condition"))


def read_turn(tracker: Tracker, default_store: str, now: datetime) -> Turn:
    """Read the turn from Rasa's tracker; `now` and `default_store` hold where metadata lacks them."""
    latest = tracker.latest_message or {}
    metadata = latest.get("metadata") or {}
    pending = tracker.get_slot("session__pending")
    heard = pending or latest
    identity = metadata.get("identity")
    is_button = str(heard.get("text") or "").startswith("/")
    found = _sound(heard) if is_button else _with_values(heard)
    return Turn(
        conversation=str(metadata.get("conversation") or tracker.sender_id),
        message=str(metadata.get("message") or latest.get("message_id") or ""),
        store=str(metadata.get("store") or default_store),
        now=datetime.fromisoformat(metadata["at"]) if metadata.get("at") else now,
        channel=str(metadata.get("channel") or "web"),
        networks=tuple(str(each) for each in metadata.get("networks") or ()),
        language=str(metadata.get("language") or DEFAULT_LANGUAGE),
        identity=identity if isinstance(identity, dict) else None,
        text=str(heard.get("text") or ""),
        intent=_intent(heard),
        confidence=float((heard.get("intent") or {}).get("confidence") or 0.0),
        entities=tuple(entity for entity in found if entity["entity"] != CLAUSES),
        heard=tuple(found),
        clauses=read_clauses(next((entity["value"] for entity in found if entity["entity"] == CLAUSES), ())),
        ranking=tuple(heard.get("intent_ranking") or ()),
        attachments=tuple(
            Attachment(str(a["id"]), str(a["kind"])) for a in metadata.get("attachments") or ()
        ),
        is_heard=bool(pending) or not _is_handled(tracker.events),
        is_button=is_button,
    )


def _with_values(heard: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [entity for entity in heard.get("entities") or () if "value" in entity]


def _sound(heard: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Entities that a client sent: those that are as declared, however they came past the gateway."""
    return [each for each in _with_values(heard) if sound({each.get("entity"): each["value"]}) is not None]


def _is_handled(events: Sequence[Mapping[str, Any]]) -> bool:
    """Whether another action ran since the shopper spoke; forms run by themselves and do not count."""
    for event in reversed(events):
        if event.get("event") == "user":
            return False
        name = str(event.get("name") or "")
        if event.get("event") == "action" and name not in NOT_A_REPLY and not name.endswith("_form"):
            return True
    return False


def _intent(heard: Mapping[str, Any]) -> str:
    intent = heard.get("intent") or {}
    return str(intent.get("name") if isinstance(intent, dict) else intent or "")


def request_of(wish: str | None) -> str | None:
    """The policy's word for a wish about goods; none for what no policy offers."""
    return {"return": "return", "exchange": "exchange", "part": "exchange", KEEP: KEEP}.get(wish or "")


def _condition(value: str) -> tuple[str, bool]:
    """A condition as a button gives it: "opened:true"."""
    name, _, state = value.partition(":")
    return name, state == "true"
