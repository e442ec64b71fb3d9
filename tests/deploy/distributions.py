"""Which modules would be gone if some distributions of Rasa's environment weren't there."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

MODULE = re.compile(r"^([^.,/][^,]*?)(?:\.cpython-[^/,]*|\.abi3)?\.(?:py|so),", re.MULTILINE)


def modules_of(names: set[str], site_packages: Path) -> set[str]:
    """The outermost packages and modules that only these distributions have."""
    owners: dict[str, set[str]] = defaultdict(set)
    for record in site_packages.glob("*.dist-info/RECORD"):
        name = re.sub(r"[-_.]+", "-", record.parent.name.partition("-")[0]).lower()
        for prefix in _prefixes(record.read_text("utf-8")):
            owners[prefix].add(name)
    own = {prefix for prefix, of in owners.items() if of <= names}
    return {prefix for prefix in own if prefix.rpartition(".")[0] not in own}


def _prefixes(record: str) -> Iterator[str]:
    """Every package and module that a distribution has files for, with the outer ones."""
    for path in MODULE.findall(record):
        parts = path.split("/")
        yield from (".".join(parts[:length]) for length in range(1, len(parts) + 1))
