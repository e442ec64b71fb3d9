"""Play all scripts twice, each time from nothing, and compare answers byte for byte: `make conversations`.

Exit status: 0 if all conversations pass both times with the same answers, 1 otherwise.
"""

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.conversations.playing import Played, play_all
from tests.conversations.script import all_scripts
from tests.conversations.stack import Stack


def play_from_nothing(scripts: Sequence[dict[str, Any]], folder: Path) -> dict[str, Played]:
    """Play scripts on processes and databases of their own."""
    stack = Stack(folder)
    try:
        stack.start()
        return play_all(stack, scripts)
    finally:
        stack.stop()


def differences(first: dict[str, Played], second: dict[str, Played]) -> list[str]:
    """Where two runs' answers are not the same, to the byte."""
    return [
        f"{name}: turn {place // 2}\n  {one}\n  {other}"
        for name in first
        for place, (one, other) in enumerate(
            zip(_bytes(first[name].heard), _bytes(second[name].heard), strict=False)
        )
        if one != other
    ] + [name for name in first if len(first[name].heard) != len(second[name].heard)]


def _bytes(heard: Sequence[Any]) -> list[bytes]:
    return [json.dumps(answer, ensure_ascii=False, sort_keys=True).encode() for answer in heard]


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")


def main(patterns: Sequence[str]) -> int:
    """Play the scripts whose ids hold one of the patterns; all without any."""
    scripts = [s for s in all_scripts() if not patterns or any(pattern in s["id"] for pattern in patterns)]
    runs = []
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(play_from_nothing(scripts, Path(folder)))
    failed = [each for run in runs for each in run.values() if each.failure]
    for each in failed:
        _tell(f"FAILED {each.script['id']}\n{each.failure}\n")
    unlike = differences(*runs)
    _tell("\n".join(unlike))
    answers = sum(len(each.heard) // 2 + 1 for each in runs[0].values())
    _tell(
        f"{len(scripts)} conversations, {answers} answers, twice: {len(failed)} failed, {len(unlike)} differ"
    )
    return 1 if failed or unlike else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
