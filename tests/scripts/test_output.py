"""What parts write stands in one stream, each line with its part's name, or in a file each."""

import io
import sys
import time
from pathlib import Path

import pytest
from running.output import LogFiles, OneStream
from running.places import StartError
from running.supervisor import Part, Supervisor

WAIT_SECONDS = 20.0


def speaker(name: str, text: str, folder: Path) -> Part:
    """A part that says something and stays; it is healthy when it has."""
    said = folder / name
    code = f"import time\nprint({text!r}, flush=True)\nopen({str(said)!r}, 'w')\ntime.sleep(600)"
    return Part(name, [sys.executable, "-c", code], port=0, is_healthy=said.exists)


def test_lines_of_all_parts_come_in_one_stream_with_their_names(tmp_path: Path) -> None:
    stream = io.StringIO()
    supervisor = Supervisor(tmp_path, restart=False, say=lambda _: None, output=OneStream(stream))
    supervisor.start(speaker("gateway", "one\n\n\x1b[92mtwo\x1b[0m", tmp_path))
    supervisor.start(speaker("rasa", "three", tmp_path))
    supervisor.wait_healthy(WAIT_SECONDS)
    supervisor.stop()
    assert sorted(stream.getvalue().splitlines()) == ["gateway  one", "gateway  two", "rasa     three"]


def test_what_a_part_wrote_last_is_shown_and_named_in_the_error(tmp_path: Path) -> None:
    stream = io.StringIO()
    supervisor = Supervisor(tmp_path, restart=False, say=lambda _: None, output=OneStream(stream))
    supervisor.start(Part("rasa", [sys.executable, "-c", "raise SystemExit('no model')"], 0, lambda: False))
    with pytest.raises(StartError, match="rasa ended with status 1; see what rasa wrote above"):
        supervisor.wait_healthy(WAIT_SECONDS)
    supervisor.stop()
    assert stream.getvalue() == "rasa     no model\n"


def test_a_part_with_a_file_of_its_own_is_looked_up_there(tmp_path: Path) -> None:
    files = LogFiles(tmp_path / "log")
    with files.open("rasa") as log:
        log.write(b"no model\n")
    with files.open("rasa") as log:
        log.write(b"again\n")
    assert files.whereabouts("rasa") == f"see {tmp_path}/log/rasa.log"
    assert (tmp_path / "log" / "rasa.log").read_text() == "no model\nagain\n"


def test_whoever_waits_hears_for_whom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("running.supervisor.NEWS_SECONDS", 0.1)
    said: list[str] = []
    supervisor = Supervisor(tmp_path, restart=False, say=said.append)
    ready = time.monotonic() + 1.5
    part = speaker("rasa", "", tmp_path)
    supervisor.start(Part("rasa", part.command, 0, lambda: time.monotonic() > ready))
    supervisor.wait_healthy(WAIT_SECONDS)
    supervisor.stop()
    assert said[0].startswith("waiting for rasa (")
