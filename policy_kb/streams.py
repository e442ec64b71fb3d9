"""Cases in, decisions out, over files and pipes."""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from policy_kb.errors import CaseError, PolicyError
from policy_kb.library import Library


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise CaseError(twice, "stands there twice")
    return found


def parse_case(text: bytes | str) -> Any:
    """The case that the JSON text holds; CaseError if it is not JSON."""
    try:
        return json.loads(text, object_pairs_hook=_refuse_duplicates)
    except (ValueError, RecursionError) as error:
        raise CaseError("case", f"not JSON: {error}") from None


def decide_text(library: Library, text: bytes, out: TextIO, err: TextIO) -> int:
    """Write the decision of one case; the exit status."""
    try:
        decision = library.decide(parse_case(text))
    except PolicyError as error:
        err.write(f"policy-kb: {error}\n")
        return 1
    out.write(decision.to_json() + "\n")
    return 0


def decide_lines(library: Library, lines: Iterable[bytes], out: TextIO) -> int:
    """Write one decision a line; a bad line gives its error in its place, and exit status 1."""
    status = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            answer = library.decide(parse_case(line)).to_json()
        except PolicyError as error:
            answer = json.dumps({"error": str(error), "line": number}, ensure_ascii=False)
            status = 1
        out.write(answer + "\n")
    return status
