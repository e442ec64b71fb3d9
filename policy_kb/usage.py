"""Names that a pack defines and nothing in it uses."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from policy_kb.condition_model import When
from policy_kb.facts import NAMES
from policy_kb.pack_model import Ask, Pack
from policy_kb.vocabulary import REASON_GROUPS


class _Uses:
    def __init__(self, pack: Pack) -> None:
        self.parameters: set[str] = set()
        self.clauses: set[str] = set()
        self.windows: set[str] = set()
        self.groups: set[str] = set()
        self.tags: set[str] = set()
        self.facts: set[str] = set()
        for name in pack.__struct_fields__:
            if name not in ("bases", "scenarios", "clauses"):
                self._walk(getattr(pack, name))
        for text in (*(c.summary for c in pack.clauses.values()), *(a.text for a in pack.answers.values())):
            self.parameters.update(name for name in pack.parameters if f"{{{name}}}" in text)

    def _walk(self, part: Any) -> None:
        if isinstance(part, Struct):
            self._note(part)
            for name in part.__struct_fields__:
                self._walk(getattr(part, name))
        elif isinstance(part, dict):
            for value in part.values():
                self._walk(value)
        elif isinstance(part, list | tuple):
            for value in part:
                self._walk(value)
        elif isinstance(part, str) and part.startswith("$"):
            self.parameters.add(part[1:])

    def _note(self, part: Struct) -> None:
        for name in ("clause", "clauses"):
            cited = getattr(part, name, None)
            if isinstance(cited, str | list):
                self.clauses.update([cited] if isinstance(cited, str) else cited)
        if not isinstance(part, When):
            self.windows.update(name for name in (getattr(part, "window", None),) if name)
            return
        self.windows.update(name for name in (part.past, part.within) if name)
        self.groups.update(*(words or () for words in (part.category, part.reason, part.country)))
        self.tags.update(part.tags or ())
        self.facts.update(f"claim.condition.{name}" for name in part.condition or ())
        self.facts.update(part.more_than or (), part.at_least or ())
        read = {
            "order.status": part.status is not None or part.delivered is not None,
            "order.type": part.order_type is not None,
            "order.tracking.state": part.tracking is not None,
            "item.category": part.category is not None,
            "item.warranty_until": part.warranty is not None,
            "customer.country": part.country is not None,
            "order.placed_at": part.placed_between is not None,
            "order.currency": part.currency is not None,
            "claim.reason": part.reason is not None,
        }
        self.facts.update(path for path, named in read.items() if named)
        if part.due_passed:
            self.facts.add(part.due_passed)


def unused_names(pack: Pack) -> Iterator[tuple[str, str]]:
    """What is defined or asked for and never used."""
    uses = _Uses(pack)
    clauses = [name for name in pack.clauses if not name.startswith("general.")]
    for kind, names, used in (
        ("parameters", pack.parameters, uses.parameters),
        ("clauses", clauses, uses.clauses),
        ("windows", pack.windows, uses.windows),
        ("groups.categories", pack.groups.categories, uses.groups),
        ("groups.reasons", pack.groups.reasons, uses.groups),
        ("groups.countries", pack.groups.countries, uses.groups),
        ("groups.tags", pack.groups.tags, uses.tags),
    ):
        for name in names:
            if name not in used:
                yield f"{kind}.{name}", "is never used"
    for name in REASON_GROUPS.keys() & pack.groups.reasons.keys():
        yield f"groups.reasons.{name}", "hides a group that every pack has"
    yield from _idle_questions(pack, uses)


def _idle_questions(pack: Pack, uses: _Uses) -> Iterator[tuple[str, str]]:
    facts = uses.facts | {pack.windows[name].after for name in uses.windows if name in pack.windows}
    for ask in pack.asks:
        fact = ask.fact if isinstance(ask, Ask) else ask
        if fact in NAMES and fact not in facts:
            yield f"asks.{fact}", "is asked for, but no rule reads it"
