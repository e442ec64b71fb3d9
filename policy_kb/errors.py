"""What can go wrong, as one tree.

PolicyError
├── CaseError          a fact in the case is malformed or contradicts another
│   └── UnknownStore   no pack for the case's store
├── NoPolicyInForce    the order is older than the pack's first version
├── UnknownClause      a clause id that the pack does not have at that moment
└── PackError          a policy pack has a mistake
"""


class PolicyError(Exception):
    """Anything that stops a decision; never an "ineligible", which is a decision."""


class CaseError(PolicyError):
    """A field of the case that cannot be used; its path comes first in the message."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path


class UnknownStore(CaseError):  # noqa: N818 - reads better as a state of the world
    """The case names a store that no pack covers."""

    def __init__(self, store: object) -> None:
        super().__init__("store", f"no policy pack for {store!r}")


class NoPolicyInForce(PolicyError):  # noqa: N818 - reads better as a state of the world
    """A question about a time before the pack's first version."""


class UnknownClause(PolicyError):  # noqa: N818 - reads better as a state of the world
    """A clause id that is not in force at the moment asked about."""


class PackError(PolicyError):
    """A mistake in a policy pack; the message names the file and the key."""

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(f"{file}: {key}: {message}" if key else f"{file}: {message}")
        self.file = file
        self.key = key
