"""Makes every process that finds this on its path lack some distributions, as if they weren't installed.

`LACKING` names them, separated by blanks.
"""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, distributions
from types import ModuleType

SUFFIX = re.compile(r"(\.cpython-[^/]*|\.abi3)?\.(py|so)$")


def normal(name: str) -> str:
    """The name as locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def prefixes(distribution: Distribution) -> Iterator[str]:
    """Every package and module that a distribution has files for, the outer ones first."""
    for file in distribution.files or ():
        path = str(file)
        if not SUFFIX.search(path) or path.startswith(".."):
            continue
        parts = SUFFIX.sub("", path).split("/")
        for length in range(1, len(parts) + 1):
            yield ".".join(parts[:length])


def modules_of(names: set[str]) -> set[str]:
    """The packages and modules that only these distributions have, without what lies in them."""
    owners: dict[str, set[str]] = defaultdict(set)
    for distribution in distributions():
        for prefix in prefixes(distribution):
            owners[prefix].add(normal(distribution.metadata["Name"]))
    own = {prefix for prefix, of in owners.items() if of <= names}
    return {prefix for prefix in own if prefix.rpartition(".")[0] not in own}


class Lacking:
    """Finds nothing of what is lacking, and says so."""

    def __init__(self, modules: set[str]) -> None:
        """Of these packages and modules."""
        self._modules = modules

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Nothing for all else."""
        outer = name
        while outer:
            if outer in self._modules:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            outer = outer.rpartition(".")[0]
        return None


if os.environ.get("LACKING"):
    sys.meta_path.insert(0, Lacking(modules_of(set(os.environ["LACKING"].split()))))  # type: ignore[arg-type]
