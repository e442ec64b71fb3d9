"""A step of a start tells what it does while it lasts, and everything when it fails."""

import json
import os
import sys
from pathlib import Path

import pytest
from running import progress
from running.places import StartError
from running.progress import run_step


def run(code: str, folder: Path) -> list[str]:
    """What is said of a step that runs this code."""
    said: list[str] = []
    run_step("training", [sys.executable, "-uc", code], os.environ, folder, said.append)
    return said


def entry(level: str, event: str) -> str:
    """Code that writes a log entry as a process under `LOG_FORMAT=json` does."""
    return f"print({json.dumps({'level': level, 'event': event})!r})\n"


def test_a_step_says_what_it_told_last(tmp_path: Path) -> None:
    assert run("print('12 added')\nprint('\\x1b[92mdone\\x1b[0m')", tmp_path) == ["training: done"]


def test_a_step_that_tells_nothing_is_not_mentioned(tmp_path: Path) -> None:
    assert run("", tmp_path) == []


def test_a_step_that_lasts_says_what_it_is_at_and_that_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(progress, "ALIVE_SECONDS", 0.3)
    code = entry("info", "Validating") + "import time; time.sleep(2)\n" + entry("info", "Trained")
    said = run(code, tmp_path)
    assert any(line.endswith("s): Validating") for line in said)
    assert any(line.endswith("s): still at it") for line in said)
    assert said[-1].startswith("training: Trained (")
    assert not any("{" in line for line in said)


def test_a_step_that_fails_says_all_it_told_and_ends_the_start(tmp_path: Path) -> None:
    said: list[str] = []
    code = entry("info", "Validating") + entry("error", "no such slot") + "raise SystemExit(3)"
    with pytest.raises(StartError, match="training: failed with exit status 3"):
        run_step("training", [sys.executable, "-uc", code], os.environ, tmp_path, said.append)
    assert said == ["training: Validating", "training: ERROR no such slot"]
