"""The action server's logs quote nobody."""

import logging

from actions.logs import make_record

SAID = "my mail is ann@example.com, phone +254 700 000 001"


def rendered(message: str, *arguments: object, exc_info: object = None) -> str:
    """What a handler would write."""
    record = make_record("actions", logging.ERROR, "file.py", 1, message, arguments, exc_info)
    return logging.Formatter("%(message)s").format(record)


def test_an_error_is_logged_by_its_kind_and_place() -> None:
    try:
        raise ValueError(SAID)
    except ValueError as error:
        line = rendered("action failed", exc_info=(ValueError, error, error.__traceback__))
    assert "ValueError at " in line
    assert "test_logs.py" in line
    assert "mail" not in line


def test_a_message_keeps_its_words_but_no_contact() -> None:
    line = rendered("could not look up %s", SAID)
    assert line == "could not look up my mail is [e-mail] phone [number]"


def test_arguments_that_do_not_fit_are_no_reason_to_fail() -> None:
    assert rendered("%d and %d", 1) == "%d and %d"
