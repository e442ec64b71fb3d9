"""The command line, as people and pipes use it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from policy_kb.cli import main
from policy_kb.skeleton import skeleton

MakeCase = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Ran:
    """How a command went."""

    exit_code: int
    stdout: str
    stderr: str


class Runner:
    """Runs commands in this process, with standard input given and both outputs caught."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch = monkeypatch
        self.capsys = capsys

    def __call__(self, *arguments: str, given: str | bytes = b"") -> Ran:
        text = given.encode() if isinstance(given, str) else given
        self.monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(text)))
        try:
            status = main(arguments)
        except SystemExit as error:  # argparse's own refusals
            status = int(str(error.code))
        caught = self.capsys.readouterr()
        return Ran(status, caught.out, caught.err)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(monkeypatch, capsys)


@pytest.fixture
def packs(tmp_path: Path) -> str:
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "shoes.yaml").write_text(skeleton("shoes"), encoding="utf-8")
    return str(folder)


def test_a_case_is_decided_from_a_file_or_a_pipe(
    run: Runner, tmp_path: Path, packs: str, make_case: MakeCase
) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(make_case()), encoding="utf-8")
    from_file = run("decide", str(path), "--packs", packs)
    from_pipe = run("decide", "--packs", packs, given=json.dumps(make_case()))
    assert from_file.exit_code == from_pipe.exit_code == 0
    assert from_file.stdout == from_pipe.stdout
    assert json.loads(from_file.stdout)["outcome"] == "eligible"


def test_a_case_that_cannot_be_used_is_an_error_that_names_the_field(
    run: Runner, packs: str, make_case: MakeCase
) -> None:
    ran = run("decide", "--packs", packs, given=json.dumps(make_case(item__price="-1")))
    assert ran.exit_code == 1
    assert ran.stdout == ""
    assert ran.stderr == "policy-kb: item.price: must not be negative: '-1'\n"


def test_a_bad_line_takes_its_place_and_the_rest_go_on(run: Runner, packs: str, make_case: MakeCase) -> None:
    good = json.dumps(make_case())
    twice = good.replace('"request": "return"', '"request": "return", "request": "cancel"')
    lines = [
        good,
        "{",
        json.dumps(make_case(claim__quantity=0)),
        json.dumps({"store": "hats"}),
        "[]",
        "\udcff",
        twice,
        good,
    ]
    text = "\n".join(lines).encode("utf-8", "surrogateescape")
    ran = run("decide", "--jsonl", "--packs", packs, given=text)
    assert ran.exit_code == 1
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [answer.get("line") for answer in answers] == [None, 2, 3, 4, 5, 6, 7, None]
    assert answers[0] == answers[-1]
    assert answers[2]["error"].startswith("claim.quantity: ")
    assert answers[3]["error"].startswith("store: ")


def test_a_decision_is_explained(run: Runner, packs: str, make_case: MakeCase) -> None:
    used = json.dumps(make_case(claim__condition={"used": True}))
    ran = run("explain", "--packs", packs, given=used)
    assert ran.exit_code == 0
    assert "Ineligible. The item has been used." in ran.stdout
    assert "It could have been accepted if the item were unused." in ran.stdout
    assert "Clause shoes.unused [forbid]" in ran.stdout
    for_agent = run("explain", "--for", "agent", "--packs", packs, given=used)
    assert "shoes.txt, second paragraph; since 2024-01-01" in for_agent.stdout
    assert run("explain", "--for", "cat", given=used).exit_code == 2


def test_lint_and_test_pass_for_all_packs(run: Runner, packs: str) -> None:
    for command in ("lint", "test"):
        ran = run(command, "--packs", packs)
        assert ran.exit_code == 0, ran.stdout


def test_lint_names_a_pack_that_cannot_be_read(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "shoes.yaml").write_text(
        skeleton("shoes").replace("unit: day", "unit: moon"), encoding="utf-8"
    )
    ran = run("lint", "shoes", "--packs", str(tmp_path))
    assert ran.exit_code == 1
    assert "shoes: mistake: " in ran.stdout
    assert "parameters.return_days.unit" in ran.stdout


def test_a_scenario_that_does_not_hold_fails(run: Runner, tmp_path: Path) -> None:
    text = skeleton("shoes").replace('refund: {amount: "50.00"}', 'refund: {amount: "51.00"}')
    (tmp_path / "shoes.yaml").write_text(text, encoding="utf-8")
    ran = run("test", "shoes", "--packs", str(tmp_path))
    assert ran.exit_code == 1
    assert "FAILED an unused item goes back: refund.amount: '50.00' instead of '51.00'" in ran.stdout
    assert "3 of 4 scenarios hold" in ran.stdout


def test_diff_shows_what_a_new_version_would_change(
    run: Runner, tmp_path: Path, packs: str, make_case: MakeCase
) -> None:
    draft = tmp_path / "draft" / "shoes.yaml"
    draft.parent.mkdir()
    draft.write_text(skeleton("shoes").replace("value: 14", "value: 3"), encoding="utf-8")
    recorded = tmp_path / "cases.jsonl"
    late = make_case(claim__condition={"used": True}, as_of="2026-03-25T12:00:00+01:00")
    other = {**make_case(), "store": "hats"}
    lines = [json.dumps(make_case()), json.dumps({"case": late}), json.dumps(other), "{"]
    recorded.write_text("\n".join(lines), encoding="utf-8")
    arguments = ["diff", "shoes", "2024-01-01", str(draft), "--cases", str(recorded), "--packs", packs]
    ran = run(*arguments)
    assert ran.exit_code == 1  # for the broken line
    changes = [json.loads(line) for line in ran.stdout.splitlines()]
    assert changes[0]["line"] == 1
    assert changes[0]["old"]["outcome"] == "eligible"
    assert changes[0]["new"]["reason_code"] == "window_expired"
    assert [change["changed"] for change in changes[1:]] == [["deadlines"]]
    assert "line 4: case: not JSON" in ran.stderr


@pytest.mark.parametrize("name", ["case", "decision", "pack"])
def test_a_schema_is_printed(run: Runner, name: str) -> None:
    ran = run("schema", name)
    assert json.loads(ran.stdout)["$schema"].startswith("https://json-schema.org/")


def test_a_new_pack_is_ready_to_be_linted_and_tested(run: Runner, tmp_path: Path) -> None:
    folder = str(tmp_path / "mine")
    assert run("new", "hats", "--in", folder).exit_code == 0
    assert run("lint", "hats", "--packs", folder).exit_code == 0
    assert run("test", "hats", "--packs", folder).exit_code == 0
    assert run("new", "hats", "--in", folder).exit_code == 1
    assert run("new", "Hats!", "--in", folder).exit_code == 1
