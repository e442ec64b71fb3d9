"""What a pack's shape cannot say: every name that it uses must exist."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct
from msgspec.structs import replace

from policy_kb import vocabulary as words
from policy_kb.condition_model import When
from policy_kb.errors import PackError
from policy_kb.facts import NAMES
from policy_kb.pack_model import Ask, Deadline, NextStep, Pack

_BLANK = re.compile(r"\{(\w+)\}")
_TIMES = ("order.placed_at", "order.processed_at", "order.shipped_at", "order.delivered_at")
_DUE_DATES = ("order.expected_delivery_at", "order.expected_ship_at")
_FIGURES = (
    "order.items_total",
    "order.shipping_fee",
    "item.price",
    "item.quantity",
    "item.times_returned",
    "claim.quantity",
    "customer.returns_last_12_months",
)


def _top(key: str) -> str:
    return key.split(".", maxsplit=1)[0]


class _Checker:
    def __init__(self, pack: Pack, where: dict[str, str], path: str) -> None:
        self.pack, self.where, self.path = pack, where, path

    def refuse(self, key: str, message: str) -> None:
        raise PackError(self.where.get(_top(key), self.path), key, message)

    def member(self, key: str, value: str, known: Any, what: str) -> None:
        if value not in known:
            self.refuse(key, f"{value!r} is no {what} of this pack")

    def walk(self, key: str, part: Any) -> None:
        """Check a part and everything in it."""
        if isinstance(part, Struct):
            self.check_part(key, part)
            for name in part.__struct_fields__:
                self.walk(f"{key}.{name}" if key else name, getattr(part, name))
        elif isinstance(part, dict):
            for name, value in part.items():
                self.walk(f"{key}.{name}", value)
        elif isinstance(part, list | tuple):
            for index, value in enumerate(part):
                self.walk(f"{key}.{index}", value)
        elif isinstance(part, str) and part.startswith("$"):
            self.member(key, part[1:], self.pack.parameters, "parameter")

    def check_part(self, key: str, part: Struct) -> None:
        clause = getattr(part, "clause", None)
        if clause is not None:
            self.member(f"{key}.clause", clause, self.pack.clauses, "clause")
        clauses = getattr(part, "clauses", None)
        if isinstance(clauses, list):
            for name in clauses:
                self.member(f"{key}.clauses", name, self.pack.clauses, "clause")
        window = getattr(part, "window", None) or getattr(part, "until", None)
        if isinstance(window, str) and isinstance(part, Deadline | NextStep):
            self.member(key, window, {*self.pack.windows, "item.warranty_until"}, "window")
        if isinstance(part, When):
            self.check_when(key, part)

    def check_when(self, key: str, when: When) -> None:
        for name, value, known in self.vocabulary(when):
            for word in value:
                self.member(f"{key}.{name}", word, known, f"{name} word")
        for name in ("past", "within"):
            window = getattr(when, name)
            if window is not None:
                self.member(f"{key}.{name}", window, self.pack.windows, "window")
        if when.due_passed is not None:
            self.member(f"{key}.due_passed", when.due_passed, _DUE_DATES, "due date")
        for name in ("more_than", "at_least"):
            for path in getattr(when, name) or ():
                self.member(f"{key}.{name}", path, _FIGURES, "figure")

    def vocabulary(self, when: When) -> Iterator[tuple[str, Any, Any]]:
        groups = self.pack.groups
        yield "request", when.request or (), words.REQUESTS
        yield "reason", when.reason or (), {*words.REASONS, *words.REASON_GROUPS, *groups.reasons}
        yield "status", when.status or (), words.STATUSES
        yield "order_type", when.order_type or (), words.ORDER_TYPES
        yield "tracking", when.tracking or (), words.TRACKING_STATES
        yield "category", when.category or (), groups.categories
        yield "tags", when.tags or (), {*words.TAGS, *groups.tags}
        yield "faults", when.faults or (), words.FAULTS
        yield "evidence", when.evidence or (), words.EVIDENCE
        yield (
            "country",
            when.country or (),
            {*groups.countries, *(c for c in when.country or () if c.isupper())},
        )
        yield "condition", when.condition or (), words.CONDITIONS

    def check_answers(self) -> None:
        texts = {f"answers.{topic}.text": answer.text for topic, answer in self.pack.answers.items()}
        texts |= {f"clauses.{name}.summary": clause.summary for name, clause in self.pack.clauses.items()}
        for key, text in texts.items():
            for name in re.findall(r"\{([^}]*)\}", text):
                self.member(key, name, self.pack.parameters, "parameter")

    def check_translations(self) -> None:
        """A translation is of a clause there is, and has its figures, no others and none less."""
        for language, said in self.pack.translations.items():
            for clause, text in said.items():
                key = f"translations.{language}.{clause}"
                self.member(key, clause, self.pack.clauses, "clause")
                if set(_BLANK.findall(text)) != set(_BLANK.findall(self.pack.clauses[clause].summary)):
                    self.refuse(key, "has other figures than the clause's summary")

    def check_all(self) -> None:
        pack = self.pack
        self.check_answers()
        self.check_translations()
        try:
            ZoneInfo(pack.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            self.refuse("timezone", f"no such time zone: {pack.timezone!r}")
        for index, ask in enumerate(pack.asks):
            fact = ask.fact if isinstance(ask, Ask) else ask
            self.member(f"asks.{index}", fact, NAMES, "fact")
        for name, window in pack.windows.items():
            self.member(f"windows.{name}.after", window.after, _TIMES, "time")
        for index, rule in enumerate(pack.evidence):
            for kind in (*rule.required, *rule.recommended):
                self.member(f"evidence.{index}", kind, words.EVIDENCE, "evidence kind")
        for name, parameter in pack.parameters.items():
            for day in parameter.values:
                self.check_day(f"parameters.{name}.values", day)
        self.check_day("since", pack.since)
        self.walk("", replace(pack, bases={}, scenarios=[]))

    def check_day(self, key: str, day: str) -> None:
        try:
            date.fromisoformat(day)
        except ValueError:
            self.refuse(key, f"no such day: {day!r}")


def check_references(pack: Pack, where: dict[str, str], path: str) -> None:
    """Refuse a pack that names a clause, window, parameter, fact or word which does not exist."""
    _Checker(pack, where, path).check_all()
