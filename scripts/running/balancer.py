"""nginx in front of everything of which there are several."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from running.places import LOOPBACK
from running.probes import accepts
from running.supervisor import Part


@dataclass(frozen=True)
class Upstream:
    """Servers of one kind behind one port."""

    name: str
    port: int
    servers: Sequence[int]


def configuration(folder: Path, upstreams: Sequence[Upstream]) -> str:
    """nginx's configuration: a server that refuses is passed over, a request already sent isn't repeated."""
    blocks = "\n".join(_block(each) for each in upstreams)
    return textwrap.dedent(f"""\
        daemon off;
        master_process off;
        pid {folder}/nginx.pid;
        error_log stderr error;
        events {{ worker_connections 4096; }}
        http {{
            access_log off;
            server_tokens off;
            client_max_body_size 0;  # the gateway has limits of its own
            client_body_temp_path {folder}/client;
            proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/fastcgi;
            uwsgi_temp_path {folder}/uwsgi;
            scgi_temp_path {folder}/scgi;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_request_buffering off;
            proxy_buffering off;
            proxy_connect_timeout 2s;
            proxy_read_timeout 150s;
            proxy_next_upstream error timeout;
        {textwrap.indent(blocks, " " * 4).strip(chr(10))}
        }}
        """)


def _block(upstream: Upstream) -> str:
    servers = " ".join(f"server {LOOPBACK}:{port} max_fails=1 fail_timeout=1s;" for port in upstream.servers)
    return (
        f"upstream {upstream.name} {{ least_conn; {servers} keepalive 32; }}\n"
        f"server {{ listen {LOOPBACK}:{upstream.port}; location / {{ proxy_pass http://{upstream.name}; }} }}"
    )


def balancer(folder: Path, upstreams: Sequence[Upstream]) -> Part:
    """nginx as a part to be supervised; writes its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "nginx.conf"
    file.write_text(configuration(folder, upstreams))
    ports = [each.port for each in upstreams]
    return Part(
        name="balancer",
        command=["nginx", "-c", str(file), "-p", str(folder), "-e", "stderr"],
        port=ports[0],
        is_healthy=lambda: all(accepts(port) for port in ports),
    )
