"""Logs quote nobody, whoever writes them, and read well in both forms."""

import io
import json
import logging
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from telemetry.logs import configure_logs

SAID = "my mail is ann@example.com, phone +254 700 000 001"
LONG = 1_000_000  # characters: by the square of the length it would take a day


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Logging belongs to the whole process: what is configured here is taken back."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level, factory = root.handlers[:], root.level, logging.getLogRecordFactory()
    last, show = logging.lastResort, warnings.showwarning
    yield
    root.handlers[:], logging.lastResort, warnings.showwarning = handlers, last, show
    root.setLevel(level)
    logging.setLogRecordFactory(factory)
    structlog.configure(**before)


def logged(write: Callable[[], object], form: str = "json", level: str = "INFO") -> str:
    """What is written when all is configured so."""
    stream = io.StringIO()
    configure_logs(level, form, stream)
    write()
    return stream.getvalue()


def entry(write: Callable[[], object]) -> dict[str, Any]:
    """The only JSON line that is written."""
    found: dict[str, Any] = json.loads(logged(write))
    return found


def fail(log: Any, **fields: object) -> None:
    """Log an error that quotes a shopper."""
    try:
        raise ValueError(SAID)
    except ValueError:
        log.exception("failed", **fields)


@pytest.mark.parametrize("make", [structlog.get_logger, logging.getLogger])
@pytest.mark.parametrize("name", ["gateway.worker", "rasa.core.processor"])
def test_an_error_is_logged_by_its_kind_and_place(make: Callable[[str], Any], name: str) -> None:
    line = logged(lambda: fail(make(name)))
    assert "ValueError" in line
    assert "tests/telemetry/test_logs.py" in line
    assert "mail" not in line


def test_a_message_keeps_its_words_but_no_contact() -> None:
    told = entry(lambda: logging.getLogger("any.library").warning("could not look up %s", SAID))
    assert told["event"] == "could not look up my mail is [e-mail] phone [number]"


def test_arguments_that_do_not_fit_are_no_reason_to_fail() -> None:
    assert entry(lambda: logging.getLogger("any").warning("%d and %d", *[1]))["event"] == "%d and %d"


def test_fields_of_a_library_are_withheld_and_ours_are_kept() -> None:
    fields = {"text": "the kettle", "events": [{"text": "the kettle"}], "count": 1}
    theirs = entry(lambda: structlog.get_logger("rasa.core.channels.rest").warning("told", **fields))
    ours = entry(lambda: structlog.get_logger("gateway.worker").warning("told", **fields))
    assert (theirs["text"], theirs["events"], theirs["count"]) == ("[withheld]", "[withheld]", 1)
    assert (ours["level"], ours["logger"]) == ("warning", "gateway.worker")
    assert (ours["text"], ours["count"]) == ("the kettle", 1)


def test_a_library_is_heard_from_a_warning_on_and_we_from_the_level_set() -> None:
    def write() -> None:
        for name in ("alembic.runtime.migration", "httpx", "gateway.worker"):
            logging.getLogger(name).info("%s told", name)

    assert json.loads(logged(write))["event"] == "gateway.worker told"
    assert logged(write, level="WARNING") == ""


def test_a_handler_of_a_librarys_own_quotes_nobody_either() -> None:
    stream = io.StringIO()
    log = logging.getLogger("sanic.error.of_a_test")
    log.propagate, log.handlers = False, [logging.StreamHandler(stream)]
    logged(lambda: fail(log))
    assert "ValueError at tests/telemetry/test_logs.py" in stream.getvalue()
    assert "mail" not in stream.getvalue()


def test_a_library_that_cuts_its_loggers_off_is_heard_all_the_same() -> None:
    log = logging.getLogger("cut.off")
    log.propagate = False
    assert entry(lambda: log.error("it broke"))["event"] == "it broke"


def test_warnings_about_other_peoples_code_are_not_shown_and_about_ours_by_their_kind() -> None:
    def warn() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            show = warnings.showwarning
            show(UserWarning(SAID), UserWarning, "/x/.venv/lib/site-packages/rasa/io.py", 1)
            show(UserWarning(SAID), UserWarning, __file__, 7)

    assert entry(warn)["event"] == "UserWarning at tests/telemetry/test_logs.py:7"


def test_an_entry_is_one_short_line_for_a_person() -> None:
    turn = {"store": "kilimall", "conversation": "0123456789abcdef", "trace": "f" * 32}
    log = structlog.get_logger("gateway.worker")
    line = logged(lambda: log.info("turn_answered", **turn, asks=None, ms=143), form="text")
    assert line[8:] == " turn answered store=kilimall conversation=01234567 ms=143\n"
    assert time.strptime(line[:8], "%H:%M:%S")


def test_an_error_is_one_line_for_a_person_too() -> None:
    line = logged(lambda: fail(structlog.get_logger("gateway.worker")), form="text")
    assert line.count("\n") == 1
    assert " ERROR failed exception=ValueError at=tests/telemetry/test_logs.py:" in line
    many = logged(lambda: logging.getLogger("any").warning("one\ntwo\n\nthree"), form="text")
    assert many.endswith(" WARNING one two three\n")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", ["a" * LONG, "a@" * (LONG // 2), "a." * (LONG // 2), "1 (" * (LONG // 3)])
def test_a_long_text_costs_no_more_than_its_length(text: str) -> None:
    assert entry(lambda: logging.getLogger("any").warning("%s", text))["event"] in {text, "[number] ("}
