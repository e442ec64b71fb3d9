"""What `make cluster` is made of: supervision, ports, the balancer."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running.balancer import Upstream, balancer, configuration
from running.layout import Layout
from running.places import StartError
from running.supervisor import Part, Supervisor

WAIT_SECONDS = 20.0
COUNTS = {"gateway": 2, "rasa": 3, "actions": 1}


def sleeper(name: str, code: str = "import time; time.sleep(600)") -> Part:
    """A part that is healthy at once."""
    return Part(name, [sys.executable, "-c", code], port=0, is_healthy=lambda: True)


def eventually(is_so: Callable[[], bool], look: Callable[[], None] = lambda: None) -> bool:
    """Whether it becomes so in time."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        look()
        if is_so():
            return True
        time.sleep(0.02)
    return False


def pid(folder: Path, name: str) -> int:
    """The process id as written down."""
    return int(json.loads((folder / "processes.json").read_text())[name]["pid"])


def is_alive(process: int) -> bool:
    """Whether there is such a process, other than one that has ended unseen."""
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


@pytest.fixture
def said() -> list[str]:
    """What a supervisor told."""
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    """A supervisor that starts what dies again."""
    made = Supervisor(tmp_path, restart=True, say=said.append)
    yield made
    made.stop()


def test_a_killed_process_is_started_again(supervisor: Supervisor, tmp_path: Path, said: list[str]) -> None:
    supervisor.start(sleeper("one"))
    first = pid(tmp_path, "one")
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: pid(tmp_path, "one") != first, supervisor.watch)
    assert is_alive(pid(tmp_path, "one"))
    assert said == ["one was killed by SIGKILL", "one started again"]


def test_without_restarts_the_first_death_is_an_error(tmp_path: Path, said: list[str]) -> None:
    strict = Supervisor(tmp_path, restart=False, say=said.append)
    strict.start(sleeper("one"))
    os.kill(pid(tmp_path, "one"), signal.SIGKILL)
    with pytest.raises(StartError, match=r"one was killed by SIGKILL; see .*one\.log"):
        eventually(lambda: False, strict.watch)
    strict.stop()


def test_stopping_ends_every_process_the_last_first(supervisor: Supervisor, tmp_path: Path) -> None:
    note = tmp_path / "ends"
    code = (
        "import signal, sys, time, pathlib\n"
        "def end(*_):\n"
        f"    with pathlib.Path({str(note)!r}).open('a') as file: file.write(sys.argv[1])\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"pathlib.Path({str(tmp_path)!r}, sys.argv[1]).touch()\n"
        "time.sleep(600)\n"
    )
    for name in "abc":
        part = Part(name, [sys.executable, "-c", code, name], port=0, is_healthy=(tmp_path / name).exists)
        supervisor.start(part)
    supervisor.wait_healthy(WAIT_SECONDS)
    running = [pid(tmp_path, name) for name in "abc"]
    supervisor.stop()
    assert note.read_text() == "cba"
    assert not any(is_alive(each) for each in running)
    assert not (tmp_path / "processes.json").exists()


def test_a_part_that_ends_while_it_is_waited_for_is_an_error(supervisor: Supervisor) -> None:
    part = Part("broken", [sys.executable, "-c", "raise SystemExit(3)"], port=0, is_healthy=lambda: False)
    supervisor.start(part)
    with pytest.raises(StartError, match=r"broken ended with status 3; see .*broken\.log"):
        supervisor.wait_healthy(WAIT_SECONDS)


def test_a_part_that_is_never_healthy_is_an_error(supervisor: Supervisor) -> None:
    part = sleeper("slow")
    supervisor.start(Part("slow", part.command, port=0, is_healthy=lambda: False))
    with pytest.raises(StartError, match="not healthy after 0 s: slow"):
        supervisor.wait_healthy(0.1)


def test_children_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from running.supervisor import Part, Supervisor\n"
        "made = Supervisor(Path(sys.argv[1]), True, print)\n"
        "made.start(Part('one', ['sleep', '600'], 0, lambda: True))\n"
        "time.sleep(600)\n"
    )
    scripts = Path(__file__).resolve().parent.parent.parent / "scripts"
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=scripts)
    assert eventually((tmp_path / "processes.json").exists)
    time.sleep(0.3)  # until the child has asked for its end
    one = pid(tmp_path, "one")
    assert is_alive(one)
    child.kill()
    child.wait()
    assert eventually(lambda: not is_alive(one))


def test_no_two_processes_share_a_port() -> None:
    ports = Layout(9000, COUNTS).ports()
    assert len(ports) == len(set(ports.values())) == 3 + 2 + sum(COUNTS.values())
    assert min(ports.values()) == ports["gateway balancer"] == 9000


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    part = balancer(tmp_path, Layout(9000, COUNTS).upstreams)
    done = subprocess.run([*part.command, "-t"], capture_output=True, text=True, check=False)
    assert "test is successful" in done.stderr


def test_the_balancer_listens_on_loopback_and_repeats_no_request(tmp_path: Path) -> None:
    text = configuration(tmp_path, [Upstream("rasa", 9001, [9002, 9003])])
    assert "listen 127.0.0.1:9001;" in text
    assert text.count("server 127.0.0.1:900") == 2
    assert "non_idempotent" not in text
