"""What the images are made of is listed, and looked up for known vulnerabilities."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.deploy.test_images import PINNED, ROOT
from tests.servers import free_port

sys.path.insert(0, str(ROOT / "scripts"))

import audit
import sbom


@pytest.mark.parametrize("image", sbom.LOCKS)
def test_the_bill_of_materials_names_every_package_of_the_image_with_its_hashes(image: str) -> None:
    lock = sbom.LOCKS[image].read_text()
    bill = json.loads(sbom.bill(lock))
    assert bill["bomFormat"] == "CycloneDX"
    assert [(each["name"], each["version"]) for each in bill["components"]] == PINNED.findall(lock)
    for each in bill["components"]:
        assert each["purl"] == f"pkg:pypi/{each['name']}@{each['version']}"
    assert sum(len(each["hashes"]) for each in bill["components"]) == lock.count("--hash=")
    assert sbom.bill(lock) == sbom.bill(lock)


def test_an_images_lock_has_each_package_once_and_nothing_of_other_systems() -> None:
    for lock in sbom.LOCKS.values():
        names = [name for name, _ in PINNED.findall(lock.read_text())]
        assert len(names) == len(set(names))
        assert ";" not in lock.read_text()


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
    assert audited(osv) == (0, "audit: no known vulnerability that isn't accepted\n")
    Osv.weak = "tarsafe"
    status, said = audited(osv)
    assert status == audit.WEAK
    assert re.fullmatch(r"rasa: tarsafe \S+: GHSA-test \(mended in 99.0\)\n", said)


def test_what_is_accepted_is_passed_over(osv: str) -> None:
    Osv.weak = "tarsafe"
    assert list(audit.weaknesses("rasa", osv, {"GHSA-test": "why"})) == []
    assert len(list(audit.weaknesses("rasa", osv, {"GHSA-other": "why"}))) == 1


def test_what_is_accepted_has_a_reason() -> None:
    assert all(isinstance(reason, str) and reason for reason in audit.accepted().values())


def test_an_audit_without_its_service_says_so_and_fails() -> None:
    status, said = audited(f"http://127.0.0.1:{free_port()}/v1/query")
    assert status == audit.UNKNOWN
    assert "NOT DONE" in said
    assert "no known vulnerability" not in said
