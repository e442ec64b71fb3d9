"""Rasa's image lacks what Rasa requires and doesn't load here: a server without it trains and answers."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import httpx
import pytest

from tests.conversations.stack import Stack
from tests.deploy.distributions import modules_of
from tests.deploy.test_images import PINNED, ROOT, name_of
from tests.servers import free_port

RASA_HOME = ROOT / "rasa_project"
PYTHON = RASA_HOME / ".venv" / "bin" / "python"
LACKING = Path(__file__).parent / "rasa_checks" / "lacking"
TESTED, IMAGE = (
    dict(PINNED.findall((ROOT / lock).read_text()))
    for lock in ("rasa_project/requirements.lock", "deploy/rasa-requirements.lock")
)
LEFT_OUT = re.findall(r"^([a-z0-9-]+) ;", (ROOT / "deploy" / "rasa-left-out.txt").read_text(), re.MULTILINE)
(SITE_PACKAGES,) = RASA_HOME.glob(".venv/lib/python3*/site-packages")
START_SECONDS = 600  # of which a machine with nothing else to do needs 15


@cache
def missing() -> str:
    """The modules that the image lacks."""
    return " ".join(sorted(modules_of(TESTED.keys() - IMAGE.keys(), SITE_PACKAGES)))


def environment(stack: Stack, folder: Path) -> dict[str, str]:
    """What a process gets that lacks what the image lacks."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "PYTHONPATH": f"{LACKING}:{ROOT}",
        "LACKING": missing(),
        "ACTIONS_URL": f"http://127.0.0.1:{stack.ports['ACTIONS_PORT']}/webhook",
        "RASA_TRACKER_DB": str(folder / "rasa.db"),
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TQDM_DISABLE": "1",
    }


def test_the_image_has_the_versions_that_are_tested_and_nothing_more() -> None:
    assert IMAGE.keys() <= TESTED.keys()
    assert {name: version for name, version in IMAGE.items() if TESTED[name] != version} == {}


def required_by(name: str) -> list[str]:
    """What a distribution's metadata says."""
    asked = [str(PYTHON), "-c", f"import importlib.metadata as m; print('\\n'.join(m.requires('{name}')))"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()


def test_what_is_left_out_is_required_and_not_in_the_image() -> None:
    required = [each for name in ("rasa", "onnxruntime", "tokenizers") for each in required_by(name)]
    assert set(LEFT_OUT) <= {name_of(each) for each in required}
    assert not set(LEFT_OUT) & IMAGE.keys(), "run `make lock`"
    assert {"tensorflow", "pymongo", "jaxlib", "grpcio", "dnspython"} <= TESTED.keys() - IMAGE.keys()


def test_what_is_said_to_be_held_back_is_in_the_image_and_held_back_by_rasa() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text()
    stated = re.findall(r"^\| ([a-z-]+) \| `([^`]+)` \| ", text, re.MULTILINE)
    assert len(stated) >= 30
    bounds = {(name_of(each), re.sub(r".*\((.*?)\).*", r"\1", each)) for each in required_by("rasa")}
    assert set(stated) <= bounds
    assert {name for name, _ in stated} <= IMAGE.keys()


def test_a_process_that_lacks_a_distribution_cannot_import_it() -> None:
    asked = (
        "import importlib, json, sys\nfound = []\n"
        "for name in ('pymongo', 'bson', 'tensorflow', 'google.auth', 'google.protobuf', 'numpy'):\n"
        "    try:\n        importlib.import_module(name)\n        found.append(name)\n"
        "    except ModuleNotFoundError:\n        pass\nprint(json.dumps(found))"
    )
    done = subprocess.run(
        [str(PYTHON), "-W", "ignore", "-c", asked],
        env={"PYTHONPATH": str(LACKING), "LACKING": missing()},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == ["google.protobuf", "numpy"]


@pytest.fixture
def server(stack: Stack, tmp_path: Path) -> Iterator[str]:
    """The address of a Rasa server without what the image lacks."""
    port = free_port()
    command = [str(PYTHON), "-m", "serving", "run", "--enable-api", "--interface", "127.0.0.1"]
    log = tmp_path / "rasa.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--model", "models/assistant.tar.gz"],
            cwd=RASA_HOME,
            env=environment(stack, tmp_path),
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
    try:
        while not _is_ready(url):
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()[-4000:]
            time.sleep(0.5)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/status", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.stack
def test_a_server_without_it_understands_and_answers(server: str) -> None:
    said = {"sender": "s1", "message": "my blue kettle from KM-1001 came cracked, a@example.com"}
    body = {**said, "metadata": {"store": "kilimall", "message": "m1", "attempt": 1}}
    answer = httpx.post(f"{server}/webhooks/rest/webhook", json=body, timeout=60, trust_env=False)
    assert answer.status_code == 200, answer.text
    assert any(message.get("buttons") for message in answer.json())


def few_examples(folder: Path) -> Path:
    """The training data with four examples of each kind: its size is not what this is about."""
    data = folder / "data"
    shutil.copytree(RASA_HOME / "data", data)
    for file in data.rglob("*.yml"):
        if "/languages/" in str(file) or file.name == "in_other_words.yml":
            file.unlink()
            continue
        examples = re.compile(r"((?:^ +- .*\n){4})(?:^ +- .*\n)+", re.MULTILINE)
        if "nlu" in file.parts:
            file.write_text(examples.sub(r"\1", file.read_text("utf-8")), "utf-8")
    return data


@pytest.mark.stack
def test_the_assistant_is_trained_without_it(stack: Stack, tmp_path: Path) -> None:
    data = few_examples(tmp_path)
    arguments = ["--force", "--domain", "domain", "--data", str(data), "--fixed-model-name", "again"]
    done = subprocess.run(
        [str(PYTHON), "-m", "serving", "train", *arguments, "--out", str(tmp_path)],
        cwd=RASA_HOME,
        env=environment(stack, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert "Starting to train component 'ShopperIntentClassifier'" in done.stdout, "none is from the cache"
    assert (tmp_path / "again.tar.gz").is_file()
