"""A decision and its explanation as lines of text."""

from collections.abc import Iterator
from typing import Any

from policy_kb.explain import Audience
from policy_kb.library import Library


def explanation_lines(library: Library, case: Any, audience: Audience) -> Iterator[str]:
    """The decision on a case in words: outcome, reason, dates, what is left to do, and every clause."""
    facts = library.read(case)
    decision = library.decide(facts)
    found = library.explain(decision, facts, audience)
    record = decision.record
    yield f"{record['outcome'].replace('_', ' ').capitalize()}. {found.reason}"
    yield from (*(entry.text for entry in found.dates), *found.otherwise)
    if record["refund"]["amount"] is not None and record["outcome"] == "eligible":
        yield f"Refund: {record['refund']['amount']} {record['refund']['currency']}."
    for fact in record["missing_facts"]:
        yield f"To be asked: {fact}"
    for kind in record["evidence"]["missing"]:
        yield f"To be shown: {kind}"
    for option in found.next_best:
        yield f"Next: {option.text}"
    for ref in record["clauses"]:
        clause = library.clause(facts.store, ref["id"], facts.placed_at or facts.as_of)
        where = f" ({clause.file}, {clause.place}; since {clause.since})" if audience == "agent" else ""
        yield f"Clause {clause.id} [{ref['effect']}]: {clause.summary}{where}"
    if audience == "agent":
        yield f"Policy {record['policy']['version']}, {record['policy']['digest']}"
