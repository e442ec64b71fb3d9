"""CPU milliseconds that reading a message takes, by its length, beside another checkout's in the same run.

    .venv/bin/python benchmarks/reading.py [CHECKOUT …] [--kinds all] [--lengths 10 60 240 1000 4000]

Each checkout reads with its own environment and its own trained model, the whole pipeline of its
`config.yml`. A kind of text whose reading took longer than `--patience` seconds is read no longer.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from repeated_texts import PIECES, repeated

ROOT = Path(__file__).resolve().parent.parent
AT = "2026-11-26T12:00:00+00:00"
WARM_UP = "where is my order KM-1001, the blue kettle? a@example.com"
USUAL = (
    "a sentence",
    "letters",
    "e-mails",
    "digits with blanks",
    "order and blanks",
    "long words",
    "Spanish",
)
Figures = dict[str, dict[int, float]]


def reader() -> Callable[[str], Any]:
    """The pipeline of the project in the working folder, by Rasa's own graph."""
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 (Python puts strings there)
    import serving  # noqa: F401, PLC0415 (only Rasa's environment has it, and it comes first)
    from rasa.core.channels.channel import UserMessage  # noqa: PLC0415
    from rasa.core.processor import MessageProcessor  # noqa: PLC0415
    from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER  # noqa: PLC0415
    from rasa.shared.core.trackers import DialogueStateTracker  # noqa: PLC0415

    _, metadata, graph = MessageProcessor._load_model("models/assistant.tar.gz")
    nobody = DialogueStateTracker.from_events("nobody", [])

    def read(text: str) -> Any:
        message = UserMessage(text, metadata={"at": AT})
        inputs = {PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: nobody}
        return graph.run(inputs, targets=[metadata.nlu_target])

    return read


def measure(kinds: list[str], lengths: list[int], patience: float) -> Figures:
    """Milliseconds by kind and length: the quickest of three, or the only one where that is slow."""
    read = reader()
    for _ in range(3):
        read(WARM_UP)
    figures: Figures = {}
    for kind in kinds:
        figures[kind] = {}
        for length in lengths:
            seconds = _quickest(read, repeated(PIECES[kind], length))
            figures[kind][length] = round(seconds * 1000, 1)
            if seconds > patience:
                break
    return figures


def _quickest(read: Callable[[str], Any], text: str) -> float:
    taken: list[float] = []
    while len(taken) < 3 and sum(taken) < 1:
        started = time.process_time()
        read(text)
        taken.append(time.process_time() - started)
    return min(taken)


def measured_in(checkout: Path, arguments: argparse.Namespace) -> Figures:
    """The same, in a checkout's own environment."""
    home = checkout.resolve() / "rasa_project"
    command = [str(home / ".venv" / "bin" / "python"), "-W", "ignore", str(Path(__file__).resolve())]
    command += ["--measure", "--kinds", *arguments.kinds, "--patience", str(arguments.patience)]
    command += ["--lengths", *map(str, arguments.lengths)]
    done = subprocess.run(command, cwd=home, stdout=subprocess.PIPE, check=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    return {kind: {int(length): ms for length, ms in row.items()} for kind, row in figures.items()}


def table(checkouts: list[Path], figures: list[Figures], lengths: list[int]) -> str:
    """Markdown: a row for each kind and checkout."""
    lines = [f"| text | checkout | {' | '.join(f'{length:,}' for length in lengths)} |"]
    lines.append("|---" * (len(lengths) + 2) + "|")
    for kind in figures[0]:
        for checkout, found in zip(checkouts, figures, strict=True):
            cells = [f"{found[kind][length]:,}" if length in found[kind] else "–" for length in lengths]
            lines.append(f"| {kind} | {checkout.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, or have it measured in each checkout."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("checkouts", nargs="*", type=Path, help="others to measure besides this one")
    parser.add_argument("--kinds", nargs="+", default=list(USUAL), help="of repeated_texts, or: all")
    parser.add_argument("--lengths", nargs="+", type=int, default=[10, 60, 120, 240, 500, 1000, 2000, 4000])
    parser.add_argument("--patience", type=float, default=2.0, help="seconds of one reading that are enough")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.kinds == ["all"]:
        arguments.kinds = list(PIECES)
    if arguments.measure:
        print(json.dumps(measure(arguments.kinds, arguments.lengths, arguments.patience)))
        return
    checkouts = [*arguments.checkouts, ROOT]
    print("CPU milliseconds by characters\n")
    print(table(checkouts, [measured_in(each, arguments) for each in checkouts], arguments.lengths))


if __name__ == "__main__":
    main()
