"""The command line: policy-kb. Plain argparse, and each command imports what it needs: it starts fast."""

# ruff: noqa: PLC0415 - see above

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policy_kb.library import Library

Command = Callable[[argparse.Namespace], int]


def app() -> None:
    """Run the command line and exit with its status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # whoever read our output has had enough
        sys.stderr.close()
        sys.exit(1)


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit status."""
    from policy_kb.errors import PolicyError

    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options)
    except PolicyError as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(f"{error.filename}: {error.strerror}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="policy-kb", description="Decide after-sales cases by the stores' policies."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command) -> argparse.ArgumentParser:
        described = (command.__doc__ or "").strip()
        found = commands.add_parser(name, help=described, description=described)
        found.set_defaults(command=command)
        more = "a folder with more packs; repeatable"
        found.add_argument("--packs", type=Path, action="append", default=[], metavar="DIR", help=more)
        return found

    deciding = add("decide", _decide)
    deciding.add_argument("file", nargs="?", default="-", help="a case as JSON; - is standard input")
    deciding.add_argument("--jsonl", action="store_true", help="a stream of cases, one a line")
    explaining = add("explain", _explain)
    explaining.add_argument("file", nargs="?", default="-", help="a case as JSON; - is standard input")
    explaining.add_argument("--for", dest="audience", choices=("shopper", "agent"), default="shopper")
    add("lint", _lint).add_argument("store", nargs="?", help="one store; all of them if left out")
    add("test", _test).add_argument("store", nargs="?", help="one store; all of them if left out")
    comparing = add("diff", _diff)
    comparing.add_argument("store")
    comparing.add_argument("old", help="a version's day, or the path of a pack")
    comparing.add_argument("new", help="a version's day, or the path of a pack")
    comparing.add_argument("--cases", required=True, help="recorded cases, one JSON object a line")
    publishing = add("schema", _schema)
    publishing.add_argument("which", nargs="?", choices=("case", "decision", "pack"), default="pack")
    publishing.add_argument("--write", type=Path, metavar="DIR", help="write all three into this folder")
    starting = add("new", _new)
    starting.add_argument("store", help="the new store's slug")
    starting.add_argument(
        "--in", dest="folder", type=Path, default=Path(), metavar="DIR", help="where to write it"
    )
    return parser


def _library(options: argparse.Namespace) -> "Library":
    from policy_kb.library import Library

    return Library.load(options.packs)


def _failed(message: str) -> int:
    sys.stderr.write(f"policy-kb: {message}\n")
    return 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _read(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def _decide(options: argparse.Namespace) -> int:
    """Decide one case, or a stream of them."""
    from policy_kb.streams import decide_lines, decide_text

    library = _library(options)
    if not options.jsonl:
        return decide_text(library, _read(options.file), sys.stdout, sys.stderr)
    lines = sys.stdin.buffer if options.file == "-" else _read(options.file).splitlines()
    return decide_lines(library, lines, sys.stdout)


def _explain(options: argparse.Namespace) -> int:
    """Say a decision in words, with its clauses."""
    from policy_kb.report import explanation_lines
    from policy_kb.streams import parse_case

    for line in explanation_lines(_library(options), parse_case(_read(options.file)), options.audience):
        _say(line)
    return 0


def _lint(options: argparse.Namespace) -> int:
    """List a pack's gaps, conflicts, assumptions and mistakes; exit status 1 if there are mistakes."""
    from policy_kb.errors import PolicyError
    from policy_kb.lint import lint

    library = _library(options)
    wrong = False
    for name in [options.store] if options.store else library.stores():
        try:
            found = lint(library.versions(name))
        except PolicyError as error:
            _say(f"{name}: mistake: {error}")
            wrong = True
            continue
        for finding in found:
            _say(f"{finding.store}: {finding.kind}: {finding.name}: {finding.text}")
            wrong = wrong or finding.kind == "mistake"
    return 1 if wrong else 0


def _test(options: argparse.Namespace) -> int:
    """Run every pack's own scenarios; exit status 1 if one fails."""
    from policy_kb.scenarios import run_scenarios

    library = _library(options)
    failed = False
    for name in [options.store] if options.store else library.stores():
        results = list(run_scenarios(library, name))
        for result in results:
            if result.problems:
                failed = True
                _say(f"{name}: FAILED {result.name}: {'; '.join(result.problems)}")
        held = sum(not result.problems for result in results)
        _say(f"{name}: {held} of {len(results)} scenarios hold")
    return 1 if failed else 0


def _diff(options: argparse.Namespace) -> int:
    """Show which recorded decisions another version would change."""
    from policy_kb.diff import Change, changes, find_version

    library = _library(options)
    before = find_version(library, options.store, options.old)
    after = find_version(library, options.store, options.new)
    count, status = 0, 0
    for change in changes(library, before, after, _read(options.cases).splitlines()):
        if isinstance(change, Change):
            count += 1
            _say(change.to_json())
        else:
            status = _failed(str(change))
    sys.stderr.write(f"{count} decisions change from {before.name} to {after.name}\n")
    return status


def _schema(options: argparse.Namespace) -> int:
    """Print a JSON Schema, or write all of them."""
    from policy_kb.schema import SCHEMAS

    if options.write is None:
        _say(json.dumps(SCHEMAS[options.which](), indent=2, ensure_ascii=False))
        return 0
    options.write.mkdir(parents=True, exist_ok=True)
    for name, make in SCHEMAS.items():
        text = json.dumps(make(), indent=2, ensure_ascii=False) + "\n"
        (options.write / f"{name}.json").write_text(text, encoding="utf-8")
    return 0


def _new(options: argparse.Namespace) -> int:
    """Write a commented pack to start from."""
    from policy_kb.skeleton import skeleton

    path = options.folder / f"{options.store}.yaml"
    if path.exists():
        return _failed(f"{path} exists already")
    try:
        text = skeleton(options.store)
    except ValueError as error:
        return _failed(str(error))
    options.folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    _say(f"wrote {path}; next: policy-kb lint {options.store} --packs {options.folder}")
    return 0


if __name__ == "__main__":
    app()
