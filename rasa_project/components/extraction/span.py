"""What every extractor returns: a stretch of the message and what it means."""

from dataclasses import dataclass
from typing import Any, Dict, Iterable, List


@dataclass(frozen=True)
class Span:
    """`text[start:end]` names `entity` with the normalised `value`."""

    start: int
    end: int
    entity: str
    value: Any

    def overlaps(self, other: "Span") -> bool:
        """Whether both claim some of the same characters."""
        return self.start < other.end and other.start < self.end

    def as_entity(self, text: str) -> Dict[str, Any]:
        """The entry of a Rasa parse result."""
        return {
            "entity": self.entity,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "text": text[self.start : self.end],
            "extractor": "FactExtractor",
        }


def add_free(found: List[Span], candidates: Iterable[Span]) -> None:
    """Adds the candidates that no earlier span overlaps; earlier finders win."""
    taken = {place for span in found for place in range(span.start, span.end)}
    for candidate in candidates:
        places = range(candidate.start, candidate.end)
        if taken.isdisjoint(places):
            found.append(candidate)
            taken.update(places)
