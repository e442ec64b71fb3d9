"""Full policy decisions a second: this engine, zen-engine and a CEL engine on the same rules of one store.

Every engine parses the case from JSON, decides, says which rule decided, and writes JSON. The others have the
rules of one store only: no unknown facts, no citations, no deadlines but one; so they do less. Their answers are
first compared with this engine's on every case. Then the cost of one decision with 1, 10, 100 and 1,000 packs.

    python benchmarks/policy.py [--seconds 2]
"""

# ruff: noqa: E501 - a rule of the table is one line

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import cel
import zen

sys.path.insert(0, str(Path(__file__).parent.parent))

from policy_kb import Library
from policy_kb.scenarios import case_of
from policy_kb.skeleton import skeleton

STORE = "kilimall"
Decide = Callable[[bytes], str]

FALLS = "['defective','not_as_described','wrong_item','missing_parts','counterfeit','damaged']"
TASTE = "['change_of_mind','wrong_size']"
NEVER = (
    "['design_services','fresh_food','fruit','underwear','hosiery','socks','body_shapers','nipple_covers','inserts',"
    "'vr_headsets','commercial_kitchen','industrial','office_supplies','electric_vehicles','adult']"
)
# (condition, outcome, code): the same text is an expression in both languages but for what RENAME changes.
RULES = [
    ("order.status == 'cancelled'", "ineligible", "already_cancelled"),
    ("order.status == 'returned'", "ineligible", "already_returned"),
    (
        "ANY(item.tags, ['virtual','promo']) or item.category in ['recharge','vouchers','software']",
        "ineligible",
        "category_not_returnable",
    ),
    ("ANY(claim.faults, ['serial_mismatch','not_bought_here'])", "ineligible", "not_sold_by_store"),
    (
        "ANY(item.tags, ['expired']) or (claim.reason == 'defective' and past and over)",
        "ineligible",
        "product_expired",
    ),
    ("ANY(claim.faults, ['misuse','unauthorised_repair','altered_label'])", "ineligible", "misuse"),
    ("ANY(claim.faults, ['warranty_card_mismatch'])", "ineligible", "warranty_card_mismatch"),
    (
        "claim.reason != 'not_received' and claim.reason != 'unauthorised_charge' and not (order.status in ['delivered','completed'])",
        "ineligible",
        "not_delivered_yet",
    ),
    (
        "claim.reason != 'not_received' and claim.reason != 'unauthorised_charge' and past",
        "ineligible",
        "window_expired",
    ),
    (f"claim.reason in {TASTE} and order.type == 'global'", "ineligible", "global_order_subjective"),
    (
        f"claim.reason in {TASTE} and (ANY(item.tags, ['personalised','fresh','near_expiry','refurbished']) or item.category in {NEVER})",
        "ineligible",
        "category_not_returnable",
    ),
    (f"claim.reason in {TASTE} and claim.condition.opened == true", "ineligible", "item_opened"),
    (f"claim.reason in {TASTE} and claim.condition.installed == true", "ineligible", "item_installed"),
    (f"claim.reason in {TASTE} and claim.condition.activated == true", "ineligible", "item_activated"),
    (f"claim.reason in {TASTE} and claim.condition.used == true", "ineligible", "item_used"),
    (
        f"claim.reason in {TASTE} and (claim.condition.accessories_complete == false or claim.condition.tags_intact == false)",
        "ineligible",
        "accessories_incomplete",
    ),
    (
        "claim.reason in ['not_received','late_delivery','dirty','unauthorised_charge']",
        "needs_review",
        "reason_not_covered",
    ),
    (
        f"claim.request == 'refund_without_return' and claim.reason in {FALLS}",
        "needs_review",
        "seller_discretion",
    ),
    ("true", "eligible", "ok"),
]


def complete_cases(library: Library) -> list[bytes]:
    """The store's claims in which everything is known, with every field written out."""
    pack = library.pack(STORE)
    found = []
    for scenario in pack.scenarios:
        case = case_of(pack, scenario)
        if case["request"] == "cancel" or "error" in scenario.expect:
            continue
        if library.decide(case).record["outcome"] == "needs_information":
            continue
        found.append(json.dumps(_written_out(case)).encode())
    return found


def _written_out(case: dict[str, Any]) -> dict[str, Any]:
    conditions = (
        "opened",
        "used",
        "installed",
        "activated",
        "mint",
        "usable",
        "accessories_complete",
        "tags_intact",
    )
    conditions += ("gift_lost_or_damaged", "invoice_lost")
    claim = {
        "faults": [],
        "evidence": [],
        "reported_at": None,
        "quantity": None,
        "pickup": False,
        **case["claim"],
    }
    claim["condition"] = {**dict.fromkeys(conditions), **claim.get("condition", {})}
    order = {"delivered_at": None, "processed_at": None, "expected_delivery_at": None, **case["order"]}
    item = {"tags": [], "category": None, "warranty_until": None, "tax": None, **case["item"]}
    return {**case, "order": order, "item": item, "claim": claim}


def this_engine(library: Library) -> Decide:
    """Parse, decide with clauses, money and dates, serialise."""

    def decide(text: bytes) -> str:
        return library.decide(json.loads(text)).to_json()

    return decide


def zen_engine() -> Decide:
    """A graph: an expression node for window, warranty and money, and a decision table, first hit."""
    window = "d(order.delivered_at, 'Africa/Nairobi').add(7, 'd').endOf('day')"
    expressions = {
        "reported": "claim.reported_at == null ? as_of : claim.reported_at",
        "past": f"order.delivered_at == null ? false : d($.reported).isAfter({window})",
        "over": "item.warranty_until == null ? false : "
        "d($.reported).isAfter(d(item.warranty_until, 'Africa/Nairobi').endOf('day'))",
        "report_by": f"order.delivered_at == null ? null : string({window})",
        "amount": "number(item.price) * (claim.quantity == null ? item.quantity : claim.quantity) * "
        "(claim.condition.gift_lost_or_damaged == true ? 0.9 : 1)",
    }
    rules = [
        {"_id": str(index), "when": _for_zen(condition), "outcome": f"'{outcome}'", "code": f"'{code}'"}
        for index, (condition, outcome, code) in enumerate(RULES)
    ]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {
            "id": "facts",
            "name": "facts",
            "type": "expressionNode",
            "position": {"x": 1, "y": 0},
            "content": {
                "expressions": [
                    {"id": key, "key": key, "value": value} for key, value in expressions.items()
                ],
                "passThrough": True,
            },
        },
        {
            "id": "table",
            "name": "table",
            "type": "decisionTableNode",
            "position": {"x": 2, "y": 0},
            "content": {
                "hitPolicy": "first",
                "inputs": [{"id": "when", "name": "when"}],
                "outputs": [{"id": name, "name": name, "field": name} for name in ("outcome", "code")],
                "rules": rules,
                "passThrough": True,
            },
        },
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 3, "y": 0}},
    ]
    edges = [
        {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"}
        for a, b in (("in", "facts"), ("facts", "table"), ("table", "out"))
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def decide(text: bytes) -> str:
        found = decision.evaluate(json.loads(text), {"trace": True})
        result, rule = found["result"], found["trace"]["table"]["traceData"]["rule"]["_id"]
        kept = ("store", "as_of", "outcome", "code", "amount", "report_by")
        return json.dumps({**{name: result.get(name) for name in kept}, "rule": rule})

    return decide


def _for_zen(condition: str) -> str:
    text = condition.replace("claim.request", "request")
    while "ANY(" in text:
        head, rest = text.split("ANY(", 1)
        inside, tail = rest.split(")", 1)
        field, words = inside.split(", ", 1)
        text = f"{head}some({field}, # in {words}){tail}"
    return text


def cel_engine() -> Decide:
    """One compiled expression a rule, the first that holds decides; dates and money are expressions too."""
    rules = [(cel.compile(_for_cel(condition)), outcome, code) for condition, outcome, code in RULES]
    past = cel.compile("timestamp(reported) > timestamp(report_by)")
    over = cel.compile(
        "timestamp(reported) >= timestamp(warranty_until + 'T00:00:00+03:00') + duration('24h')"
    )
    report_by = cel.compile("timestamp(delivered_day + 'T23:59:59+03:00') + duration('168h')")
    amount = cel.compile(
        "double(item.price) * double(claim.quantity == null ? item.quantity : claim.quantity)"
        " * (claim.condition.gift_lost_or_damaged == true ? 0.9 : 1.0)"
    )

    def decide(text: bytes) -> str:
        case = json.loads(text)
        case["claim"]["request"] = case["request"]
        reported = case["claim"]["reported_at"] or case["as_of"]
        case["past"] = case["over"] = False
        until = None
        if case["order"]["delivered_at"]:
            day = _nairobi_day(case["order"]["delivered_at"])
            until = report_by.execute({"delivered_day": day})
            case["past"] = past.execute({"reported": reported, "report_by": until.isoformat()})
        if case["item"]["warranty_until"]:
            case["over"] = over.execute(
                {"reported": reported, "warranty_until": case["item"]["warranty_until"]}
            )
        index, outcome, code = next(
            (index, outcome, code)
            for index, (program, outcome, code) in enumerate(rules)
            if program.execute(case)
        )
        said = {"store": case["store"], "as_of": case["as_of"], "outcome": outcome, "code": code}
        said |= {
            "amount": amount.execute(case),
            "report_by": until.isoformat() if until else None,
            "rule": index,
        }
        return json.dumps(said)

    return decide


def _nairobi_day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(timezone(timedelta(hours=3))).date().isoformat()


def _for_cel(condition: str) -> str:
    text = condition.replace(" and ", " && ").replace(" or ", " || ").replace("not (", "!(")
    while "ANY(" in text:
        head, rest = text.split("ANY(", 1)
        inside, tail = rest.split(")", 1)
        field, words = inside.split(", ", 1)
        text = f"{head}{field}.exists(word, word in {words}){tail}"
    return text


def check_agreement(cases: list[bytes], ours: Decide, theirs: dict[str, Decide]) -> None:
    """All engines give the same outcome and code on every case, or there is nothing to compare."""
    for case in cases:
        mine = json.loads(ours(case))
        for name, decide in theirs.items():
            found = json.loads(decide(case))
            if (found["outcome"], found["code"]) != (mine["outcome"], mine["reason_code"]):
                raise SystemExit(
                    f"{name} says {found}, not {mine['outcome']}, {mine['reason_code']}: {case.decode()}"
                )


def rate(decide: Decide, cases: list[bytes], seconds: float) -> float:
    """Decisions a second of this process's own time, so that other work on the machine counts less."""
    count, start = 0, time.process_time()
    while (elapsed := time.process_time() - start) < seconds:
        for case in cases:
            decide(case)
        count += len(cases)
    return count / elapsed


def with_many_packs(count: int, seconds: float) -> tuple[float, float]:
    """Microseconds for one decision with so many packs read, and seconds to read them."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            Path(folder, f"store{number}.yaml").write_text(skeleton(f"store{number}"), encoding="utf-8")
        start = time.perf_counter()
        library = Library.load([Path(folder)])
        for number in range(count):
            library.versions(f"store{number}")
        took = time.perf_counter() - start
        pack = library.pack("store0")
        cases = [json.dumps(case_of(pack, scenario)).encode() for scenario in pack.scenarios]
        decide = this_engine(library)
        return 1e6 / max(rate(decide, cases, seconds / 5) for _ in range(5)), took


def main() -> None:
    """Compare, then load ever more packs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0)
    seconds = parser.parse_args().seconds
    library = Library.load()
    cases = complete_cases(library)
    engines = {"this engine": this_engine(library), "zen-engine": zen_engine(), "CEL": cel_engine()}
    check_agreement(cases, engines["this engine"], {name: engines[name] for name in ("zen-engine", "CEL")})
    print(f"{len(cases)} cases of one store, the same outcome and code from all engines")
    best = dict.fromkeys(engines, 0.0)
    for _ in range(3):  # in turns, so that a busy machine is busy for all
        for name, decide in engines.items():
            best[name] = max(best[name], rate(decide, cases, seconds / 3))
    for name, found in best.items():
        print(f"{name:12} {found:9,.0f} decisions/s   {1e6 / found:7.1f} us")
    print(
        f"{best['this engine'] / best['zen-engine']:.1f} times zen-engine, {best['this engine'] / best['CEL']:.1f} times CEL"
    )
    for count in (1, 10, 100, 1000):
        cost, took = with_many_packs(count, seconds / 2)
        print(f"{count:5} packs: {cost:6.1f} us a decision, read in {took:.2f} s")


if __name__ == "__main__":
    main()
