"""Makes every process that finds this on its path lack some modules, as if they weren't installed.

`LACKING` names them, separated by blanks.
"""

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


class Lacking:
    """Finds nothing of what is lacking, and says so."""

    def __init__(self, modules: Sequence[str]) -> None:
        """Of these packages and modules."""
        self._modules = frozenset(modules)

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


sys.meta_path.insert(0, Lacking(os.environ.get("LACKING", "").split()))  # type: ignore[arg-type]
