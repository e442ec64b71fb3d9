"""The Grafana dashboard shows measures that exist, and every measure is shown."""

import json
import re
from pathlib import Path

from gateway.metrics import Metrics

DASHBOARD = Path(__file__).resolve().parents[2] / "deploy" / "grafana" / "gateway.json"


def test_the_dashboard_and_the_measures_name_each_other() -> None:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    expressions = " ".join(target["expr"] for panel in dashboard["panels"] for target in panel["targets"])
    named = re.findall(r"gateway_\w+", expressions)
    shown = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in named}
    assert shown == {family.name for family in Metrics().registry.collect()}
