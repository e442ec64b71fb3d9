"""Runs this folder's tests with Rasa's Python, which the root environment can't import."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RASA_PYTHON = ROOT / "rasa_project" / ".venv" / "bin" / "python"


@pytest.mark.timeout(1200)
def test_language_understanding_passes_in_rasas_environment() -> None:
    """On the model that is served: trained now, unless it was for another test."""
    train = [sys.executable, str(ROOT / "scripts" / "serve.py"), "--only-train"]
    subprocess.run(train, cwd=ROOT, capture_output=True, check=True)
    run = subprocess.run(
        [str(RASA_PYTHON), "-m", "pytest", "-q", "-c", "tests/nlu/rasa.ini", "tests/nlu"],
        cwd=ROOT,
        env={**os.environ, "TRAINED_MODEL": str(ROOT / "rasa_project" / "models" / "assistant.tar.gz")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
