# ruff: noqa: N818 - the names say what happened; all are ShopErrors
"""What can go wrong in the shop.

ShopError
├── UnknownOrder          no order by that store and number
├── UnknownCase           no case by that store and number
├── UnknownStore          no store by that slug
├── BadRecord             an imported record breaks the format (names index, number, field)
├── StaleOrder            the order changed since the decision was made
├── OverClaimed           more units claimed than ordered (names the open case)
├── AlreadyAsked          the same was asked before and still waits (names the case)
├── NotPermitted          the decision does not allow what was asked
├── WrongTransition       a case may not go from this state to that
└── EvidenceError         a file is unknown, foreign, missing or damaged
"""


class ShopError(Exception):
    """Anything the shop refuses or cannot find."""


class UnknownStore(ShopError):
    """No store has that slug."""


class UnknownOrder(ShopError):
    """The store has no order by that number."""


class UnknownCase(ShopError):
    """The store has no case by that number."""


class BadRecord(ShopError):
    """An imported record is wrong; nothing of its file was loaded."""

    def __init__(self, index: int | None, number: str | None, problems: list[str]) -> None:
        """Name the record by its place in the file and its order number, and each field that is wrong."""
        self.index, self.number, self.problems = index, number, problems
        where = "file" if index is None else f"orders[{index}]"
        name = f" ({number})" if number else ""
        super().__init__(f"{where}{name}: " + "; ".join(problems))


class StaleOrder(ShopError):
    """The order is no longer as it was when the decision was made; decide again."""

    def __init__(self, number: str, seen: str, now: str) -> None:
        """Name the order, the status the decision saw and the status it has."""
        self.number, self.seen, self.now = number, seen, now
        super().__init__(f"order {number} was {seen} when decided and is {now}")


class OverClaimed(ShopError):
    """The claim would cover more units of a line than were ordered."""

    def __init__(self, sku: str, ordered: int, claimed: int, case: str | None) -> None:
        """`claimed` units are taken by earlier cases, of which `case` is the newest, if any."""
        self.sku, self.ordered, self.claimed, self.case = sku, ordered, claimed, case
        self.left = max(ordered - claimed, 0)
        taken = f", {claimed} claimed by {case}" if case else ""
        super().__init__(f"{sku}: {ordered} ordered{taken}")


class AlreadyAsked(ShopError):
    """A case that waits for a person asks for the same already."""

    def __init__(self, case: str) -> None:
        """Name the waiting case."""
        self.case = case
        super().__init__(f"case {case} asks for this already")


class NotPermitted(ShopError):
    """The decision record does not permit opening this case."""


class WrongTransition(ShopError):
    """The case's state does not lead to the one asked for."""

    def __init__(self, number: str, state: str, wanted: str) -> None:
        """Name the case, its state and the state that was asked for."""
        self.number, self.state, self.wanted = number, state, wanted
        super().__init__(f"case {number} is {state} and cannot become {wanted}")


class EvidenceError(ShopError):
    """An evidence file is unknown, of another conversation, missing or damaged."""
