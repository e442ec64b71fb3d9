"""The manifests in deploy/kubernetes, against Kubernetes' own schemas."""

import re
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

FOLDER = Path(__file__).resolve().parent.parent.parent / "deploy" / "kubernetes"
VERSION = "1.31"
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
MANIFESTS: list[dict[str, Any]] = [
    each for name in KUSTOMIZATION["resources"] for each in yaml.safe_load_all((FOLDER / name).read_text())
]
SECRETS = {
    "AGENT_TOKENS",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "CUSTOMER_TOKEN_KEYS",
    "DATABASE_URL",
    "GATEWAY_SECRET",
    "METRICS_TOKEN",
    "RASA_TOKEN",
    "REDIS_URL",
    "TRACKER_URL",
}


def title(manifest: dict[str, Any]) -> str:
    """Kind and name."""
    return f"{manifest['kind']}/{manifest['metadata']['name']}"


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    """All manifests of these kinds."""
    return [each for each in MANIFESTS if each["kind"] in kinds]


def pod(manifest: dict[str, Any]) -> dict[str, Any]:
    """The pod that a Deployment or Job makes."""
    spec: dict[str, Any] = manifest["spec"]["template"]["spec"]
    return spec


@pytest.mark.parametrize("manifest", MANIFESTS, ids=title)
def test_a_manifest_keeps_to_the_schema_of_its_kind(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, VERSION, strict=True)


def test_every_file_of_the_folder_is_applied() -> None:
    files = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert files == set(KUSTOMIZATION["resources"])


@pytest.mark.parametrize("manifest", of_kind("Deployment", "Job"), ids=title)
def test_a_pod_has_no_more_rights_than_it_needs(manifest: dict[str, Any]) -> None:
    spec = pod(manifest)
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["automountServiceAccountToken"] is False
    assert spec["enableServiceLinks"] is False
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["requests"] and container["resources"]["limits"]


@pytest.mark.parametrize("manifest", of_kind("Deployment"), ids=title)
def test_a_server_is_probed_and_there_are_two_of_it(manifest: dict[str, Any]) -> None:
    assert manifest["spec"]["replicas"] >= 2
    for container in pod(manifest)["containers"]:
        assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container)


def test_only_the_gateway_takes_connections_from_anywhere() -> None:
    open_to_all = [
        each["metadata"]["name"]
        for each in of_kind("NetworkPolicy")
        for rule in each["spec"].get("ingress", [])
        if "from" not in rule
    ]
    assert open_to_all == ["gateway"]
    closed = next(each for each in of_kind("NetworkPolicy") if each["spec"]["podSelector"] == {})
    assert closed["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_no_secret_stands_in_a_manifest_and_every_one_is_listed_for_operators() -> None:
    assert not of_kind("Secret")
    readme = (FOLDER.parent / "README.md").read_text()
    taken = {
        found["key"] for each in of_kind("Deployment", "Job") for found in _secret_keys(pod(each))
    } | SECRETS
    assert taken == SECRETS
    assert {name for name in SECRETS if re.search(rf"\b{name}\b", readme)} == SECRETS


def _secret_keys(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        each["valueFrom"]["secretKeyRef"]
        for container in spec["containers"]
        for each in container.get("env", [])
        if "valueFrom" in each
    ]


def test_every_policy_and_service_selects_pods_that_exist() -> None:
    labels = [each["spec"]["template"]["metadata"]["labels"] for each in of_kind("Deployment", "Job")]
    selectors = [each["spec"]["podSelector"].get("matchLabels", {}) for each in of_kind("NetworkPolicy")]
    selectors += [each["spec"]["selector"] for each in of_kind("Service")]
    selectors += [each["spec"]["selector"]["matchLabels"] for each in of_kind("PodDisruptionBudget")]
    for selector in selectors:
        assert any(selector.items() <= each.items() for each in labels), selector


def quantity(text: str) -> int:
    """Bytes, as Kubernetes writes them."""
    number, unit = re.fullmatch(r"(\d+)(Mi|M|Gi|G)", text).groups()  # type: ignore[union-attr]
    return int(number) * {"M": 10**6, "Mi": 2**20, "G": 10**9, "Gi": 2**30}[unit]


@pytest.mark.parametrize("manifest", of_kind("Deployment", "Job"), ids=title)
def test_every_empty_folder_has_a_size(manifest: dict[str, Any]) -> None:
    folders = [each["emptyDir"] for each in pod(manifest).get("volumes", []) if "emptyDir" in each]
    assert folders
    assert all(quantity(folder["sizeLimit"]) > 0 for folder in folders)


def test_uploads_under_way_fit_their_folder_which_is_on_a_disk() -> None:
    gateway = next(each for each in of_kind("Deployment") if each["metadata"]["name"] == "gateway")
    settings = next(each for each in of_kind("ConfigMap") if each["metadata"]["name"] == "gateway-settings")
    mounts = {each["mountPath"]: each["name"] for each in pod(gateway)["containers"][0]["volumeMounts"]}
    name = mounts[settings["data"]["SPOOL_FOLDER"]]
    folder = next(each["emptyDir"] for each in pod(gateway)["volumes"] if each["name"] == name)
    assert "medium" not in folder
    assert int(settings["data"]["SPOOL_BYTES"]) < quantity(folder["sizeLimit"])
