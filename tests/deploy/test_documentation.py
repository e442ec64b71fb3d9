"""Every variable that a process reads is documented."""

import re
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from actions.settings import ActionSettings
from gateway.settings import Settings
from shop.settings import ShopSettings

ROOT = Path(__file__).resolve().parent.parent.parent
CLASSES: tuple[type[BaseSettings], ...] = (ActionSettings, Settings, ShopSettings)
DOCUMENTED = {
    name
    for page in (ROOT / "docs").glob("*.md")
    for row in re.findall(r"^\| (`[A-Z].*?) \|", page.read_text(), re.MULTILINE)
    for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", row)
}


def named_in_files() -> set[str]:
    """What scripts, Compose and Rasa's endpoints read from the environment."""
    scripts = [*(ROOT / "scripts").rglob("*.py")]
    found = {
        name
        for path in scripts
        for name in re.findall(r'environ(?:\.get\(|\[)"([A-Z0-9_]+)"', path.read_text())
    }
    for path in (ROOT / "docker-compose.yml", *(ROOT / "rasa_project").glob("endpoints*.yml")):
        found |= set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)", path.read_text()))
    return found


SETTINGS = {name.upper() for each in CLASSES for name in each.model_fields}


@pytest.mark.parametrize("name", sorted(SETTINGS | named_in_files()))
def test_a_variable_is_documented(name: str) -> None:
    assert name in DOCUMENTED


def test_compose_and_kubernetes_set_nothing_that_nobody_reads() -> None:
    read = SETTINGS | {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL_S3",
    }
    text = (ROOT / "docker-compose.yml").read_text().split("\n  gateway:\n")[1].split("\n  actions:\n")[0]
    assert set(re.findall(r"^      ([A-Z][A-Z0-9_]+):", text, re.MULTILINE)) <= read
    settings = (ROOT / "deploy" / "kubernetes" / "settings.yaml").read_text()
    assert set(re.findall(r"^  ([A-Z][A-Z0-9_]+):", settings, re.MULTILINE)) <= read


def test_decisions_are_numbered_in_order_each_with_a_number_of_its_own() -> None:
    numbers = [int(file.name[:4]) for file in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
