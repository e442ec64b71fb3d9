"""The Rasa project, and its data under Rasa's default pipeline, trained and served for a benchmark."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from running.places import (  # noqa: E402 (found in the folder just named)
    LOOPBACK,
    PYTHON,
    RASA_HOME,
    RASA_PYTHON,
    quiet_environment,
)
from running.probes import is_healthy  # noqa: E402 (as above)
from running.steps import ACTIONS  # noqa: E402 (as above)

START_SECONDS = 300
PROGRAM = {"ours": "serving", "default": "rasa"}
DEFAULT_CONFIG = """
recipe: default.v1
assistant_id: default-pipeline
language: en
importers:
  - name: components.importer.FullIntentNames
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: {epochs}
    constrain_similarities: true
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: {epochs}
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
policies:
  - name: MemoizationPolicy
  - name: RulePolicy
  - name: UnexpecTEDIntentPolicy
    max_history: 5
    epochs: {epochs}
  - name: TEDPolicy
    max_history: 5
    epochs: {epochs}
    constrain_similarities: true
"""
DEFAULT_ENDPOINTS = """
action_endpoint:
  url: ${ACTIONS_URL}
tracker_store:
  type: SQL
  dialect: sqlite
  db: ${RASA_TRACKER_DB}
"""


@dataclass(frozen=True)
class Project:
    """A Rasa project to be trained and served; `seconds` is how long training took."""

    name: str
    folder: Path
    seconds: float

    @property
    def model(self) -> Path:
        """Where its model is."""
        return self.folder / "models" / "assistant.tar.gz"


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def prepared(name: str, folder: Path, epochs: int) -> None:
    """Make a copy of the Rasa project; with Rasa's own defaults for `default`."""
    home = folder / name
    leave = shutil.ignore_patterns(".venv", ".rasa", "models", "__pycache__")
    shutil.copytree(RASA_HOME, home, ignore=leave, dirs_exist_ok=True)
    if name == "default":
        (home / "config.yml").write_text(DEFAULT_CONFIG.format(epochs=epochs), "utf-8")
        (home / "endpoints.yml").write_text(DEFAULT_ENDPOINTS, "utf-8")
        (home / "credentials.yml").write_text("rest:\n", "utf-8")  # ours brings what makes turns quicker


def train(name: str, folder: Path, epochs: int) -> Project:
    """Train a project from nothing, as `rasa train` does, unless the folder holds it trained.

    `epochs` are the default pipeline's.
    """
    home, kept = folder / name, folder / f"{name}-training-seconds"
    if kept.exists():
        return Project(name, home, float(kept.read_text()))
    prepared(name, folder, epochs)
    command = [str(RASA_PYTHON), "-m", PROGRAM[name], "train", "--force", "--domain", "domain"]
    command += ["--fixed-model-name", "assistant"]
    began = time.perf_counter()
    with (folder / f"{name}-training.log").open("wb") as log:
        subprocess.run(
            command, cwd=home, env=quiet_environment(), stdout=log, stderr=subprocess.STDOUT, check=True
        )
    seconds = time.perf_counter() - began
    kept.write_text(str(seconds))
    return Project(name, home, seconds)


@contextmanager
def running(
    command: list[str], cwd: Path, environment: Mapping[str, str], url: str, log: Path
) -> Iterator[int]:
    """A process that answers at `url`, stopped at the end; gives its id."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_healthy(url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[-1]} did not start: see {log}")
            time.sleep(0.3)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def served(project: Project, folder: Path) -> Iterator[tuple[str, int]]:
    """The project with an action server and a database of its own: Rasa's URL and its process id."""
    data = folder / f"{project.name}-data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    actions, rasa = free_port(), free_port()
    environment = {
        **quiet_environment(),
        "ACTIONS_PORT": str(actions),
        "ACTIONS_URL": f"http://{LOOPBACK}:{actions}/webhook",
        "DATABASE_URL": f"sqlite+aiosqlite:///{data}/shop.db",
        "EVIDENCE_URL": f"file://{data}/evidence",
        "RASA_TRACKER_DB": str(data / "rasa.db"),
    }
    for step in ("migrate", "demo"):
        shop = [str(PYTHON.parent / "shop"), step]
        subprocess.run(shop, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    serve = [str(RASA_PYTHON), "-m", PROGRAM[project.name], "run", "--enable-api", "--interface", LOOPBACK]
    serve += ["--port", str(rasa), "--endpoints", "endpoints.yml", "--model", str(project.model)]
    at = f"http://{LOOPBACK}"
    with ExitStack() as stack:
        stack.enter_context(
            running(ACTIONS, ROOT, environment, f"{at}:{actions}/health", data / "actions.log")
        )
        pid = stack.enter_context(
            running(serve, project.folder, environment, f"{at}:{rasa}/status", data / "rasa.log")
        )
        yield f"{at}:{rasa}", pid


def memory_megabytes(pid: int) -> float:
    """A process's resident memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} is gone")
