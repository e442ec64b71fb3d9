"""The command line: policy-kb."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Packs = Annotated[list[Path] | None, typer.Option("--packs", help="A folder with more packs; repeatable.")]


def _library(packs: list[Path] | None) -> Any:
    from policy_kb.library import Library  # noqa: PLC0415 - keeps --help fast

    return Library.load(packs or ())


def _fail(message: str) -> typer.Exit:
    sys.stderr.write(f"policy-kb: {message}\n")
    return typer.Exit(1)


@app.callback()
def main() -> None:
    """Decide after-sales cases by the stores' own policies."""


@app.command()
def decide(
    file: Annotated[str, typer.Argument(help="A case as JSON; - is standard input.")] = "-",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="A stream of cases, one a line.")] = False,
    packs: Packs = None,
) -> None:
    """Decide one case, or a stream of them."""
    from policy_kb.streams import decide_lines, decide_text  # noqa: PLC0415 - keeps --help fast

    library = _library(packs)
    if jsonl:
        source = sys.stdin.buffer if file == "-" else Path(file).open("rb")  # noqa: SIM115 - ends with the process
        raise typer.Exit(decide_lines(library, source, sys.stdout))
    text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    raise typer.Exit(decide_text(library, text, sys.stdout, sys.stderr))


if __name__ == "__main__":
    app()
