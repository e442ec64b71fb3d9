"""A pack's own worked cases: a base case, what is different, and what must come out."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from policy_kb.errors import CaseError, PackError, PolicyError
from policy_kb.library import Library
from policy_kb.matching import differences
from policy_kb.pack_model import Pack, Scenario


@dataclass(frozen=True, slots=True)
class Result:
    """How one scenario went; no problems means that it holds."""

    store: str
    name: str
    problems: tuple[str, ...]


def run_scenarios(library: Library, store: str) -> Iterator[Result]:
    """Run every scenario of the store's pack."""
    pack = library.pack(store)
    for scenario in pack.scenarios:
        yield Result(store, scenario.name, tuple(_problems(library, pack, scenario)))


def case_of(pack: Pack, scenario: Scenario) -> dict[str, Any]:
    """The scenario's case: its base with the changes, each at its dotted path."""
    if scenario.base not in pack.bases:
        raise PackError(pack.store, f"scenarios.{scenario.name}", f"no base case {scenario.base!r}")
    case: dict[str, Any] = {"store": pack.store, **deepcopy(pack.bases[scenario.base])}
    for path, value in scenario.case.items():
        *sections, last = path.split(".")
        inner = case
        for section in sections:
            inner = inner.setdefault(section, {})
        inner[last] = value
    return case


def _problems(library: Library, pack: Pack, scenario: Scenario) -> list[str]:
    case = case_of(pack, scenario)
    try:
        record = library.decide(case).record
    except CaseError as error:
        wanted = scenario.expect.get("error")
        return [] if wanted == error.path else [str(error)]
    except PolicyError as error:
        return [str(error)]
    return differences(scenario.expect, record)
