"""What is paid back: the lines of a refund and their sum."""

from collections.abc import Callable
from decimal import Decimal

from policy_kb.decision import Refund, RefundLine
from policy_kb.facts import Facts
from policy_kb.money import ZERO, rounded
from policy_kb.pack_model import Line, RefundCase
from policy_kb.program import Program

_HUNDRED = Decimal(100)


def refund_of(program: Program, facts: Facts, outcome: str, follows: bool) -> tuple[Refund, str | None]:
    """The refund record for an outcome, with the clause behind it; nothing is settled unless it `follows`."""
    currency = facts.currency or program.version.pack.currency
    if outcome == "ineligible":
        return _none(currency), None
    for guarded in program.refund if follows else ():
        if guarded.check(facts):
            case: RefundCase = guarded.part
            if case.basis == "none":
                return _none(currency), case.clause
            if outcome == "needs_review":
                return _to_be_assessed(currency, case.clause), case.clause
            lines = [
                _line(line, case.clause, program, facts, currency)
                for condition, line in guarded.lines
                if condition.check(facts)
            ]
            if case.basis != "to_be_assessed":
                lines += _deductions(program, facts, currency)
            return Refund(
                basis=case.basis, amount=_sum(lines, currency), currency=currency, lines=lines
            ), case.clause
    return Refund(basis="to_be_assessed", amount=None, currency=currency, lines=[]), None


def _none(currency: str) -> Refund:
    return Refund(basis="none", amount=str(rounded(ZERO, currency)), currency=currency, lines=[])


def _to_be_assessed(currency: str, clause: str) -> Refund:
    line = RefundLine(label="item", amount=None, clause=clause)
    return Refund(basis="to_be_assessed", amount=None, currency=currency, lines=[line])


def _deductions(program: Program, facts: Facts, currency: str) -> list[RefundLine]:
    return [
        _line(line, line.clause or "", program, facts, currency)
        for condition, line in program.deductions
        if condition.check(facts)
    ]


def _line(line: Line, clause: str, program: Program, facts: Facts, currency: str) -> RefundLine:
    amount = _magnitude(line, program, facts)
    if amount is not None:
        amount = rounded(amount, currency)
        if amount and line.label.endswith(("_deduction", "_fee")):
            amount = -amount
    return RefundLine(
        label=line.label,
        amount=None if amount is None else format(amount, "f"),
        clause=line.clause or clause,
    )


def _magnitude(line: Line, program: Program, facts: Facts) -> Decimal | None:
    amount = _base(line, program, facts)
    if amount is not None and line.percent is not None:
        amount = amount * program.checks.number(line.percent) / _HUNDRED
    return amount


def _base(line: Line, program: Program, facts: Facts) -> Decimal | None:
    amounts: dict[str, Callable[[], Decimal | None]] = {
        "item": lambda: _times_claimed(facts.price, facts),
        "tax": lambda: _times_claimed(facts.tax, facts),
        "items_total": lambda: facts.items_total,
        "shipping_fee": lambda: facts.shipping_fee,
        "shipping_share": lambda: _shipping_share(facts),
        "fixed": lambda: program.checks.number(line.amount or 0),
        "unstated": lambda: None,
    }
    return amounts[line.of]()


def _times_claimed(unit: Decimal | None, facts: Facts) -> Decimal | None:
    claimed = facts.quantity if facts.quantity is not None else facts.ordered
    return None if unit is None or claimed is None else unit * claimed


def _shipping_share(facts: Facts) -> Decimal | None:
    """Original shipping, pro rata by value if only part of the order is claimed."""
    fee, total = facts.shipping_fee, facts.items_total
    if fee is None or not fee:
        return fee
    value = _times_claimed(facts.price, facts)
    if value is None or total is None:
        return None
    return fee if value >= total else fee * value / total


def _sum(lines: list[RefundLine], currency: str) -> str | None:
    total = ZERO
    for line in lines:
        if line["amount"] is None:
            return None
        total += Decimal(line["amount"])
    return format(rounded(total, currency), "f")
