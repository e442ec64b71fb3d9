"""Who listens where in the cluster, and what each process is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from running.balancer import Upstream
from running.places import LOOPBACK, RASA_HOME, quiet_environment
from running.postgres import Postgres
from running.probes import accepts, is_healthy
from running.steps import ACTIONS, GATEWAY, rasa_command, rasa_health_url
from running.supervisor import Part

KINDS = ("gateway", "rasa", "actions")


@dataclass(frozen=True)
class Layout:
    """Ports, counted up from the first: the balancer's three, the database, Redis, then the servers."""

    first_port: int
    counts: Mapping[str, int]

    @property
    def upstreams(self) -> list[Upstream]:
        """The balanced services; the gateways are at the first port."""
        next_port = self.first_port + 5
        found = []
        for position, kind in enumerate(KINDS):
            servers = range(next_port, next_port + self.counts[kind])
            found.append(Upstream(kind, self.first_port + position, servers))
            next_port += self.counts[kind]
        return found

    @property
    def postgres(self) -> int:
        """The database's port."""
        return self.first_port + 3

    @property
    def redis(self) -> int:
        """Redis' port."""
        return self.first_port + 4

    def ports(self) -> dict[str, int]:
        """Every port by the name of its process."""
        found = {"postgres": self.postgres, "redis": self.redis}
        for each in self.upstreams:
            found[f"{each.name} balancer"] = each.port
            found |= {f"{each.name}-{number}": port for number, port in enumerate(each.servers, start=1)}
        return found


def environment(layout: Layout, data: Path, postgres: Postgres) -> dict[str, str]:
    """The settings all servers share; of what is already set, what names this cluster's parts is replaced."""
    _, rasa, actions = layout.upstreams
    cluster = {
        "ACTIONS_URL": f"http://{LOOPBACK}:{actions.port}/webhook",
        "DATABASE_URL": postgres.url("shop"),
        "EVIDENCE_URL": f"file://{data}/evidence",
        "RASA_URL": f"http://{LOOPBACK}:{rasa.port}",
        "REDIS_URL": f"redis://{LOOPBACK}:{layout.redis}/0",
        "TRACKER_URL": postgres.url("rasa"),
    }
    few = {"SQL_POOL_SIZE": "5", "SQL_MAX_OVERFLOW": "10"}  # of Rasa's connections to PostgreSQL
    trusting = {"TRUSTED_PROXIES": f'["{LOOPBACK}"]'}  # the balancer says who asks
    return {**few, **trusting, **quiet_environment(), **cluster}


def redis_part(layout: Layout, data: Path) -> Part:
    """Redis, which keeps what it was told through a restart."""
    folder = data / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    command = ["redis-server", "--bind", LOOPBACK, "--port", str(layout.redis), "--dir", str(folder)]
    command += ["--appendonly", "yes", "--save", "", "--daemonize", "no"]
    return Part("redis", command, layout.redis, partial(accepts, layout.redis))


def servers(layout: Layout, shared: Mapping[str, str]) -> list[Part]:
    """All action servers, Rasa servers and gateways, in the order in which they need each other."""
    gateways, rasas, actions = layout.upstreams
    found = [_actions(f"actions-{n}", port, shared) for n, port in enumerate(actions.servers, start=1)]
    found += [_rasa(f"rasa-{n}", port, shared) for n, port in enumerate(rasas.servers, start=1)]
    return found + [
        _gateway(f"gateway-{n}", port, shared) for n, port in enumerate(gateways.servers, start=1)
    ]


def _actions(name: str, port: int, shared: Mapping[str, str]) -> Part:
    own = {**shared, "ACTIONS_HOST": LOOPBACK, "ACTIONS_PORT": str(port)}
    return Part(name, ACTIONS, port, partial(is_healthy, f"http://{LOOPBACK}:{port}/health"), own)


def _rasa(name: str, port: int, shared: Mapping[str, str]) -> Part:
    command = rasa_command(port, "endpoints-cluster.yml")
    well = partial(is_healthy, rasa_health_url(port))
    return Part(name, command, port, well, shared, RASA_HOME)


def _gateway(name: str, port: int, shared: Mapping[str, str]) -> Part:
    own = {**shared, "GATEWAY_HOST": LOOPBACK, "GATEWAY_PORT": str(port)}
    well = partial(is_healthy, f"http://{LOOPBACK}:{port}/api/v1/health/ready")
    return Part(name, GATEWAY, port, well, own)
