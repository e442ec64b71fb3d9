"""All packs at hand: decisions, clauses and profiles by store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from policy_kb import engine
from policy_kb.answers import Answer, answer
from policy_kb.decision import Decision
from policy_kb.errors import CaseError, NoPolicyInForce, UnknownStore
from policy_kb.explain import Audience, Explanation, explain
from policy_kb.facts import Facts, read_case
from policy_kb.loader import OWN_PACKS, find_packs, read_pack
from policy_kb.moments import BusinessCalendar
from policy_kb.pack_model import Pack
from policy_kb.version import Version, judges_by_report, versions


@dataclass(frozen=True, slots=True)
class StoreProfile:
    """Who the store is: slug, the name shoppers see, currency, time zone, working days."""

    slug: str
    name: str
    currency: str
    timezone: str
    calendar: BusinessCalendar


@dataclass(frozen=True, slots=True)
class CitedClause:
    """A clause as it can be shown: what it says, where it stands, and since when."""

    id: str
    summary: str
    file: str
    place: str
    since: str
    until: str | None


class Library:
    """The packs of all stores, each read when it is first asked for."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = dict(paths)
        self._versions: dict[str, list[Version]] = {}
        self._tags: dict[str, frozenset[str]] = {}
        self._by_report: dict[str, bool] = {}
        self._mixed: dict[tuple[str, date, date], Version] = {}

    @classmethod
    def load(cls, extra_dirs: Sequence[Path] = ()) -> "Library":
        """The library's own packs and those in `extra_dirs`."""
        return cls(find_packs([OWN_PACKS, *extra_dirs]))

    def read_all(self) -> "Library":
        """Read every pack now, so that a mistake shows when a service starts."""
        for store in self._paths:
            self._of(store)
        return self

    def stores(self) -> list[str]:
        """The slugs of all stores, in order."""
        return sorted(self._paths)

    def path(self, store: str) -> Path:
        """Where the store's pack lies."""
        self._of(store)
        return self._paths[store]

    def versions(self, store: str) -> list[Version]:
        """All versions of a store's pack, oldest first."""
        return self._of(store)

    def pack(self, store: str) -> Pack:
        """The store's pack, all versions in one."""
        return self._of(store)[0].pack

    def profile(self, store: str) -> StoreProfile:
        """Who the store is."""
        version = self._of(store)[-1]
        pack = version.pack
        return StoreProfile(pack.store, pack.name, pack.currency, pack.timezone, version.calendar)

    def version_at(self, store: str, at: datetime) -> Version:
        """The version in force at the moment, in the store's time zone; NoPolicyInForce before the first."""
        found = self._of(store)
        day = found[0].local_day(at)
        for version in reversed(found):
            if version.since <= day:
                return version
        raise NoPolicyInForce(f"{store}: no policy in force on {day}; the first starts on {found[0].since}")

    def decide(self, case: Mapping[str, Any] | Facts) -> Decision:
        """Decide a case by the version in force when its order was placed.

        Raises CaseError naming the field that cannot be used, UnknownStore, or NoPolicyInForce.
        """
        facts = case if isinstance(case, Facts) else self.read(case)
        return engine.decide(self._version_for(facts), facts)

    def read(self, case: Mapping[str, Any]) -> Facts:
        """The facts of a case, checked."""
        if not isinstance(case, Mapping):
            raise CaseError("case", "must be an object")
        store = case.get("store")
        return read_case(case, self._own_tags(store))

    def answer(self, store: str, topic: str, at: datetime) -> Answer | None:
        """What the store's policy says to faq/<topic> at the moment, or None if it says nothing."""
        return answer(self.version_at(store, at), topic)

    def explain(
        self, decision: Decision, case: Mapping[str, Any] | Facts, audience: Audience = "shopper"
    ) -> Explanation:
        """A decision of this library in plain words."""
        facts = case if isinstance(case, Facts) else self.read(case)
        return explain(decision, facts, self._version_for(facts), audience)

    def _version_for(self, facts: Facts) -> Version:
        """The version of the day of the order, with what the pack judges by the day of the report."""
        version = self.version_at(facts.store, facts.placed_at or facts.as_of)
        if not self._by_report[facts.store]:
            return version
        reported = self.version_at(facts.store, facts.reported_at)
        if reported.since == version.since:
            return version
        key = (facts.store, version.since, reported.since)
        if key not in self._mixed:
            self._mixed[key] = replace(version, reported_since=reported.since, programs={})
        return self._mixed[key]

    def clause(self, store: str, clause_id: str, at: datetime, language: str | None = None) -> CitedClause:
        """The clause with that id, as in force at the moment; in that language if the pack has it."""
        version = self.version_at(store, at)
        clause = version.clause(clause_id)
        said = version.pack.translations.get(language or "", {}).get(clause_id, clause.summary)
        since = clause.since or version.pack.since
        return CitedClause(
            clause_id,
            version.filled(said),
            clause.file or version.pack.source,
            clause.place,
            since,
            clause.until,
        )

    def _of(self, store: object) -> list[Version]:
        if not isinstance(store, str) or store not in self._paths:
            raise UnknownStore(store)
        if store not in self._versions:
            pack = read_pack(self._paths[store])
            self._by_report[store] = judges_by_report(pack)
            self._versions[store] = versions(pack)
        return self._versions[store]

    def _own_tags(self, store: object) -> frozenset[str]:
        if isinstance(store, str) and store in self._tags:
            return self._tags[store]
        tags = frozenset(self._of(store)[0].pack.groups.tags)
        self._tags[str(store)] = tags
        return tags
