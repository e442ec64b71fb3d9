"""What the images are made of is listed, and looked up for known vulnerabilities."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.test_images import PINNED, ROOT
from tests.servers import free_port

sys.path.insert(0, str(ROOT / "scripts"))

import audit
import sbom
from supply.locks import IMAGES, ImageLock, installed


@pytest.mark.parametrize("lock", IMAGES, ids=lambda lock: lock.image)
def test_the_bill_of_materials_names_every_package_of_the_image_with_its_hashes(
    lock: ImageLock, tmp_path: Path
) -> None:
    file = sbom.write(lock, tmp_path)
    bill = json.loads(file.read_text())
    assert (bill["bomFormat"], bill["metadata"]["component"]["type"]) == ("CycloneDX", "application")
    listed = {(each["name"], each["version"]) for each in bill["components"]}
    assert listed == set(PINNED.findall(installed(lock)))
    for each in bill["components"]:
        assert each["purl"] == f"pkg:pypi/{each['name']}@{each['version']}"
        assert each["externalReferences"][0]["hashes"]
    assert sbom.write(lock, tmp_path).read_bytes() == file.read_bytes()


def test_what_only_other_platforms_need_is_not_in_an_image() -> None:
    rasa = next(lock for lock in IMAGES if lock.image == "rasa")
    versions = [version for name, version in PINNED.findall(installed(rasa)) if name == "numpy"]
    assert versions == ["1.23.5"]
    assert "pywin32" in rasa.file.read_text()
    assert "pywin32" not in installed(rasa)


class Osv(BaseHTTPRequestHandler):
    """OSV's query API, in which one package is weak."""

    weak: str | None = None

    def do_POST(self) -> None:
        """Answer for one package."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        found: dict[str, Any] = {}
        if asked["package"]["name"] == self.weak:
            fixed = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}
            affected = {"package": {"name": self.weak, "ecosystem": "PyPI"}, "ranges": [fixed]}
            known = {"id": "GHSA-test", "aliases": [], "summary": "x", "details": "x", "affected": [affected]}
            found = {
                "vulns": [{**known, "published": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z"}]
            }
        answer = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Nothing is said."""


@pytest.fixture
def osv() -> Iterator[str]:
    """The address of an OSV of our own."""
    Osv.weak = None
    server = ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
    server.shutdown()
    server.server_close()


def audited(service: str) -> tuple[int, str]:
    """The exit status of an audit, and what it says."""
    command = [sys.executable, str(ROOT / "scripts" / "audit.py"), "--service", service]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_an_audit_names_what_is_weak(osv: str) -> None:
    status, said = audited(osv)
    assert (status, said.splitlines()[-1]) == (0, "audit: no known vulnerability")
    Osv.weak = "aiohttp"
    status, said = audited(osv)
    assert status == audit.WEAK
    assert "rasa: aiohttp 3.9.5: GHSA-test (mended in 99.0)" in said.splitlines()


def test_an_audit_without_its_service_says_so_and_fails() -> None:
    status, said = audited(f"http://127.0.0.1:{free_port()}/v1/query")
    assert status == audit.UNKNOWN
    assert "NOT DONE" in said
    assert "no known vulnerability" not in said
