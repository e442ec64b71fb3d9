"""Checks that a Rasa server started as this project starts it logs in one form, quoting nobody."""

# ruff: noqa: T201 (what holds is said on standard output)

import contextlib
import io
import json
import logging
import runpy
import sys
import warnings
from typing import Any

import rasa.cli.run
import structlog

SECRET = "my mail is ann@example.com"


def log_what_was_said(_arguments: Any) -> None:
    """In place of a server: the ways in which Rasa and its libraries log."""
    log, plain = structlog.get_logger("rasa.test"), logging.getLogger("rasa.test")
    try:
        raise ValueError(SECRET, {"text": SECRET})
    except ValueError as error:
        log.exception("failed", text=SECRET, events=[{"text": SECRET}], count=1)
        log.error("rejected", exc_info=error, message=SECRET)
        plain.exception("failed to handle message")
        plain.error("call +254 700 000 001 or ann@example.com")
    warnings.warn(SECRET, stacklevel=1)


if __name__ == "__main__":
    written = io.StringIO()
    rasa.cli.run.run = log_what_was_said
    sys.argv = ["serving", "run", "--interface", "127.0.0.1"]
    with contextlib.redirect_stdout(written), contextlib.redirect_stderr(written):
        runpy.run_module("serving", run_name="__main__")
    text = written.getvalue()
    assert "ann@example.com" not in text and "my mail" not in text and "700 000" not in text, text
    print("logs quote nobody")
    entries = [json.loads(line) for line in text.splitlines()]
    assert [each["event"] for each in entries][:2] == ["failed", "rejected"], text
    assert entries[0]["exception"] == "ValueError" and entries[0]["count"] == 1, text
    assert "logs.py" in entries[0]["at"][-1], text
    print("every line tells what happened, and where")
