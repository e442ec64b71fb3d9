"""The command line: policy-kb."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from policy_kb.library import Library

# ruff: noqa: PLC0415 - each command imports what it needs, so that it starts fast

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Packs = Annotated[list[Path] | None, typer.Option("--packs", help="A folder with more packs; repeatable.")]
CaseFile = Annotated[str, typer.Argument(help="A case as JSON; - is standard input.")]


@app.callback()
def main() -> None:
    """Decide after-sales cases by the stores' own policies."""


def _library(packs: list[Path] | None) -> "Library":
    from policy_kb.errors import PolicyError
    from policy_kb.library import Library

    try:
        return Library.load(packs or ())
    except PolicyError as error:
        raise _failed(str(error)) from None


def _failed(message: str) -> typer.Exit:
    sys.stderr.write(f"policy-kb: {message}\n")
    return typer.Exit(1)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise _failed(f"{file}: {error.strerror}") from None


@app.command()
def decide(
    file: CaseFile = "-",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="A stream of cases, one a line.")] = False,
    packs: Packs = None,
) -> None:
    """Decide one case, or a stream of them."""
    from policy_kb.streams import decide_lines, decide_text

    library = _library(packs)
    if jsonl and file == "-":
        raise typer.Exit(decide_lines(library, sys.stdin.buffer, sys.stdout))
    if jsonl:
        raise typer.Exit(decide_lines(library, _read(file).splitlines(), sys.stdout))
    raise typer.Exit(decide_text(library, _read(file), sys.stdout, sys.stderr))


@app.command()
def explain(
    file: CaseFile = "-",
    audience: Annotated[str, typer.Option("--for", help="shopper or agent")] = "shopper",
    packs: Packs = None,
) -> None:
    """Say a decision in words, with its clauses."""
    from policy_kb.errors import PolicyError
    from policy_kb.report import explanation_lines
    from policy_kb.streams import parse_case

    if audience not in ("shopper", "agent"):
        raise _failed(f"--for: shopper or agent, not {audience!r}")
    library = _library(packs)
    try:
        for line in explanation_lines(library, parse_case(_read(file)), audience):  # type: ignore[arg-type]
            _say(line)
    except PolicyError as error:
        raise _failed(str(error)) from None


@app.command()
def lint(
    store: Annotated[str | None, typer.Argument(help="One store; all of them if left out.")] = None,
    packs: Packs = None,
) -> None:
    """List a pack's gaps, conflicts, assumptions and mistakes; exit status 1 if there are mistakes."""
    from policy_kb.errors import PolicyError
    from policy_kb.lint import lint as findings

    library = _library(packs)
    wrong = False
    for name in [store] if store else library.stores():
        try:
            found = findings(library.versions(name))
        except PolicyError as error:
            _say(f"{name}: mistake: {error}")
            wrong = True
            continue
        for finding in found:
            _say(f"{finding.store}: {finding.kind}: {finding.name}: {finding.text}")
            wrong = wrong or finding.kind == "mistake"
    raise typer.Exit(1 if wrong else 0)


@app.command("test")
def run_tests(
    store: Annotated[str | None, typer.Argument(help="One store; all of them if left out.")] = None,
    packs: Packs = None,
) -> None:
    """Run every pack's own scenarios; exit status 1 if one fails."""
    from policy_kb.errors import PolicyError
    from policy_kb.scenarios import run_scenarios

    library = _library(packs)
    failed = False
    for name in [store] if store else library.stores():
        try:
            results = list(run_scenarios(library, name))
        except PolicyError as error:
            raise _failed(f"{name}: {error}") from None
        for result in results:
            if result.problems:
                failed = True
                _say(f"{name}: FAILED {result.name}: {'; '.join(result.problems)}")
        held = sum(not result.problems for result in results)
        _say(f"{name}: {held} of {len(results)} scenarios hold")
    raise typer.Exit(1 if failed else 0)


@app.command()
def diff(
    store: str,
    old: Annotated[str, typer.Argument(help="A version's day, or the path of a pack.")],
    new: Annotated[str, typer.Argument(help="A version's day, or the path of a pack.")],
    cases: Annotated[Path, typer.Option("--cases", help="Recorded cases, one JSON object a line.")],
    packs: Packs = None,
) -> None:
    """Show which recorded decisions another version would change."""
    from policy_kb.diff import Change, changes, find_version
    from policy_kb.errors import PolicyError

    library = _library(packs)
    try:
        before, after = find_version(library, store, old), find_version(library, store, new)
    except PolicyError as error:
        raise _failed(str(error)) from None
    count, status = 0, 0
    for change in changes(library, before, after, _read(str(cases)).splitlines()):
        if isinstance(change, Change):
            count += 1
            _say(change.to_json())
        else:
            sys.stderr.write(f"policy-kb: {change}\n")
            status = 1
    sys.stderr.write(f"{count} decisions change from {before.name} to {after.name}\n")
    raise typer.Exit(status)


@app.command()
def schema(
    which: Annotated[str, typer.Argument(help="case, decision or pack")] = "pack",
    write: Annotated[Path | None, typer.Option("--write", help="Write all three into this folder.")] = None,
) -> None:
    """Print a JSON Schema, or write all of them."""
    from policy_kb.schema import SCHEMAS

    if which not in SCHEMAS:
        raise _failed(f"{which}: one of {', '.join(SCHEMAS)}")
    if write is None:
        _say(json.dumps(SCHEMAS[which](), indent=2, ensure_ascii=False))
        return
    write.mkdir(parents=True, exist_ok=True)
    for name, make in SCHEMAS.items():
        text = json.dumps(make(), indent=2, ensure_ascii=False) + "\n"
        (write / f"{name}.json").write_text(text, encoding="utf-8")


@app.command()
def new(
    store: Annotated[str, typer.Argument(help="The new store's slug.")],
    folder: Annotated[Path, typer.Option("--in", help="The folder to write STORE.yaml into.")] = Path(),
) -> None:
    """Write a commented pack to start from."""
    from policy_kb.skeleton import skeleton

    path = folder / f"{store}.yaml"
    if path.exists():
        raise _failed(f"{path} exists already")
    try:
        text = skeleton(store)
    except ValueError as error:
        raise _failed(str(error)) from None
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    _say(f"wrote {path}; next: policy-kb lint {store} --packs {folder}")


if __name__ == "__main__":
    app()
