"""What Rasa's server is given by `serving`; the checks run in Rasa's environment."""

import subprocess
from pathlib import Path

from tests.servers import Servers

RASA_HOME = Path(__file__).resolve().parent.parent.parent / "rasa_project"
PYTHON = RASA_HOME / ".venv" / "bin" / "python"
CHECKS = Path(__file__).parent / "rasa_checks"


def run(check: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one check with Rasa's Python."""
    command = [str(PYTHON), "-W", "ignore", str(CHECKS / check), *arguments]
    environment = {"PYTHONPATH": str(RASA_HOME), "TF_CPP_MIN_LOG_LEVEL": "3", "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_two_servers_take_turns_and_a_dead_ones_lock_ends(servers: Servers) -> None:
    done = run("locks.py", servers.redis())
    assert done.stdout.splitlines() == [
        "never two at once",
        "renewed while held",
        "free when released",
        "free after the death of its holder",
        "an error without Redis",
    ], done.stderr[-2000:]


def test_a_turn_fails_when_its_conversation_cannot_be_read_or_kept(tmp_path: Path) -> None:
    done = run("trackers.py", str(tmp_path / "rasa.db"))
    assert done.stdout.splitlines() == [
        "kept and read again",
        "an error where it cannot be read",
        "an error where it cannot be kept",
    ], done.stderr[-2000:]


def test_a_turn_works_with_the_same_as_in_rasas_own_store(tmp_path: Path) -> None:
    done = run("bounded.py", str(tmp_path), "5", "45")
    expected = ["a turn works with the same, and reads a bounded number of events"]
    assert done.stdout.splitlines() == expected, done.stderr[-4000:]


def test_a_turn_happens_whole_and_once(tmp_path: Path) -> None:
    done = run("whole_turns.py", str(tmp_path / "rasa.db"))
    assert done.stdout.splitlines() == [
        "a turn whose action failed says nothing and leaves no trace",
        "it happens when it is sent again",
        "sent once more it gets the same answer",
        "a message that never came is a turn, whichever attempt it is",
    ], done.stderr[-2000:]


def test_rasa_is_loaded_without_what_is_not_used() -> None:
    done = run("left_out.py")
    assert done.stdout.splitlines() == [
        "what is left out isn't there",
        "Rasa's components are",
        "whoever needs it is told what was left out",
        "stores are made, and fail, as they always did",
    ], done.stderr[-2000:]


def test_what_is_remembered_is_what_rasa_works_out() -> None:
    done = run("performance_patches.py")
    assert done.stdout.splitlines() == [
        "a valid answer is valid",
        "an invalid answer is refused in Rasa's words",
        "every event finds its class",
    ], done.stderr[-2000:]


def test_no_turn_is_answered_in_part() -> None:
    done = run("channel.py")
    assert done.stdout.splitlines() == [
        "an action that would fail again is told from one that is away",
        "a turn that happened is answered",
        "one that may happen later is told so, and not answered in part",
        "one that would fail again is told so",
    ], done.stderr[-2000:]


def test_a_server_as_it_is_started_logs_nothing_that_a_shopper_said() -> None:
    done = run("logs.py")
    assert done.stdout.splitlines() == [
        "logs quote nobody",
        "every line tells what happened, and where",
    ], done.stderr[-2000:]


def test_reading_happens_beside_the_event_loop_and_ends() -> None:
    done = run("reading.py")
    assert done.stdout.splitlines() == [
        "readers end with their server, even if it is killed",
        "a reading that takes too long ends, and others go on meanwhile",
        "whoever asked gets their own answer",
        "long texts wait for each other, short ones don't wait for them",
        "after a failure, a crash and a loss the next message is read",
        "Rasa reads beside its event loop",
        "what cannot be read is refused, with the reason",
    ], done.stderr[-4000:]
