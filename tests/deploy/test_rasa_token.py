"""Rasa's API token: from the environment or a file, never where the list of processes shows it."""

import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import yaml

from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from running.steps import rasa_command  # noqa: E402 (scripts are no package)

RASA_HOME = ROOT / "rasa_project"
PYTHON = RASA_HOME / ".venv" / "bin" / "python"
TOKEN = "token-of-this-test-0123456789abcdef"
START_SECONDS = 120


def served(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Rasa's server as this project starts it, without a model or anything else behind it."""
    home = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "PYTHONPATH": str(ROOT)}  # noqa: S108
    quiet = {
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    return subprocess.Popen(
        [str(PYTHON), "-m", "serving", "run", "--enable-api", *arguments],
        cwd=RASA_HOME,
        env={**home, **quiet, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def ended(process: subprocess.Popen[bytes]) -> str:
    """What a server says that ends by itself, with a failure."""
    said, _ = process.communicate(timeout=START_SECONDS)
    assert process.returncode != 0
    return said.decode()


def command_line(process: int) -> str:
    """What every user of the machine sees of a process."""
    return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()


@pytest.mark.parametrize("way", ["RASA_TOKEN", "RASA_TOKEN_FILE"])
def test_the_api_wants_the_token_and_no_process_shows_it(tmp_path: Path, way: str) -> None:
    file, nothing, port = tmp_path / "token", tmp_path / "endpoints.yml", free_port()
    file.write_text(f"{TOKEN}\n")
    nothing.write_text("{}\n")
    where = ["--port", str(port), "--interface", "127.0.0.1", "--endpoints", str(nothing)]
    process = served(*where, "--model", str(tmp_path), **{way: TOKEN if way == "RASA_TOKEN" else str(file)})
    try:
        url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if httpx.get(f"{url}/version", trust_env=False).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.3)
        assert httpx.get(f"{url}/status", trust_env=False).status_code == 401
        with_token = httpx.get(f"{url}/status", params={"token": TOKEN}, trust_env=False)
        assert with_token.status_code != 401
        assert "serving run" in command_line(process.pid)
        assert TOKEN not in command_line(process.pid)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_without_a_token_nobody_else_can_reach_it() -> None:
    said = ended(served("--port", str(free_port())))
    assert "RASA_TOKEN or RASA_TOKEN_FILE must be set" in said


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    said = ended(served("--port", str(free_port()), RASA_TOKEN_FILE=str(tmp_path / "missing")))
    assert f"RASA_TOKEN_FILE: No such file or directory: {tmp_path}/missing" in said


def test_a_token_on_the_command_line_is_refused_and_not_said_again() -> None:
    said = ended(served("--port", str(free_port()), "--auth-token", TOKEN))
    assert "--auth-token shows in the list of processes" in said
    assert TOKEN not in said


def test_no_command_of_ours_holds_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_TOKEN", TOKEN)
    assert TOKEN not in " ".join(rasa_command(5005))
    for name in ("docker-compose.yml", "deploy/rasa.Dockerfile", "deploy/app.Dockerfile"):
        text = (ROOT / name).read_text()
        assert "--auth-token" not in text, name
    dockerfile = (ROOT / "deploy" / "rasa.Dockerfile").read_text().replace("\\\n", " ")
    (command,) = re.findall(r"^CMD (.+)$", dockerfile, re.MULTILINE)
    assert "RASA_TOKEN" not in command
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert "RASA_TOKEN" in compose["services"]["rasa"]["environment"]
    assert "${RASA_TOKEN" not in str(compose["services"]["rasa"].get("command", ""))
