"""docker-compose.yml and what it takes from the environment."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from gateway.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMA = Path(__file__).parent / "data" / "compose-spec.json"
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EXAMPLE = (ROOT / ".env.example").read_text()
IN_EXAMPLE = set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", EXAMPLE, re.MULTILINE))


def taken_variables() -> set[str]:
    """What Compose fills in: `${NAME…}`, and keys of an environment without a value."""
    bare = {
        name
        for each in SERVICES.values()
        for name, value in each.get("environment", {}).items()
        if value is None
    }
    return bare | set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)", TEXT))


def test_the_file_keeps_to_the_compose_specification() -> None:
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(COMPOSE)


def test_the_schema_refuses_a_misspelt_key() -> None:
    wrong = {**COMPOSE, "services": {"gateway": {"imagee": "x"}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(wrong)


def test_the_example_environment_holds_exactly_what_compose_takes() -> None:
    assert taken_variables() == IN_EXAMPLE


def test_a_secret_has_no_value_in_the_example_and_no_default_in_compose() -> None:
    required = set(re.findall(r"\$\{([A-Z0-9_]+):\?", TEXT))
    assert {"RASA_TOKEN", "GATEWAY_SECRET", "CUSTOMER_TOKEN_KEYS", "POSTGRES_PASSWORD"} <= required
    for name in required:
        assert re.search(rf"^{name}=$", EXAMPLE, re.MULTILINE), name
        assert f"${{{name}:-" not in TEXT


def test_only_the_gateway_is_published() -> None:
    assert [name for name, each in SERVICES.items() if "ports" in each] == ["gateway"]


def test_all_but_the_gateway_have_no_way_to_the_internet() -> None:
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert {name for name, each in SERVICES.items() if each["networks"] != ["inside"]} == {"gateway"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_with_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    if "build" in service:
        dockerfile = (ROOT / service["build"]["dockerfile"]).read_text()
        assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE)[-1] == "10001:10001"
    else:
        assert service["user"] not in {"root", "0"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_a_service_says_whether_it_is_healthy_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_for_what_is_defined_and_healthy(name: str) -> None:
    for other, terms in SERVICES[name].get("depends_on", {}).items():
        expected = "service_completed_successfully" if other == "migrate" else "service_healthy"
        assert terms == {"condition": expected}
        assert other in SERVICES


def test_every_volume_and_mounted_file_exists() -> None:
    for service in SERVICES.values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / source).is_file()


def test_every_file_system_in_memory_has_a_size() -> None:
    for name, service in SERVICES.items():
        for mount in service.get("tmpfs", []):
            assert re.search(r"\bsize=\d+m$", mount), (name, mount)


def test_uploads_under_way_lie_on_a_disk_and_not_in_memory() -> None:
    gateway = SERVICES["gateway"]
    folder = gateway["environment"]["SPOOL_FOLDER"]
    assert f"spool:{folder}" in gateway["volumes"]
    assert not any(mount.startswith(folder) for mount in gateway["tmpfs"])
    assert int(re.findall(r":-(\d+)", gateway["environment"]["SPOOL_BYTES"])[0]) > Settings().video_bytes
    assert re.search(rf"install .*--owner=app .*{folder}\b", (ROOT / "deploy/app.Dockerfile").read_text())
