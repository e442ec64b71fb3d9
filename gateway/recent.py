"""What was accepted here lately, so that what is sent again doesn't wait for who writes."""

from gateway.accepting import Accepted

MOST = 20_000


class Recent:
    """Entries by conversation and the sender's own id; the database knows those that aren't here."""

    def __init__(self, most: int = MOST) -> None:
        """Keeps the newest `most`."""
        self._most, self._entries = most, dict[tuple[str, str], int]()

    def find(self, conversation: str, external_id: str) -> Accepted | None:
        """The message as it was accepted before."""
        entry = self._entries.get((conversation, external_id))
        return None if entry is None else Accepted(conversation, entry, fresh=False)

    def keep(self, external_id: str, accepted: Accepted) -> None:
        """Remember one; the oldest is forgotten for it. Call it once the message has been stored."""
        self._entries[accepted.conversation, external_id] = accepted.entry
        if len(self._entries) > self._most:
            del self._entries[next(iter(self._entries))]
