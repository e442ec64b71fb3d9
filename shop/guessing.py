"""Wrong look-ups are counted by all that they have in common: conversation, order, contact, networks."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import and_, delete, not_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from shop.contact import contact_digits, email_key
from shop.models import IdentityAttempt
from shop.numbers import number_tail, typed_keys

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TRIES = 5
NETWORK_TRIES = (TRIES, 20, 60)  # in an hour: of an address, of the network around it, of the one around that
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), HOUR
MOST_DOUBLINGS = 6  # of the first pause, until the longest is reached
ENDING_DIGITS = 9  # of a phone's end: with and without its country it counts as one

Kind = Literal["conversation", "order", "contact", "network"]
RESTING: tuple[Kind, ...] = ("order", "contact")


@dataclass(frozen=True)
class Scope:
    """One thing that a wrong try counts against; `key` says what of, without saying which."""

    kind: Kind
    key: str
    tries: int

    @property
    def remembered(self) -> int:
        """How many of the newest tries decide whether it is closed."""
        return self.tries + MOST_DOUBLINGS if self.kind in RESTING else self.tries

    def closed_until(self, tries: Sequence[datetime]) -> datetime | None:
        """When the next try may be made after these, newest first; None if it may be made at any time.

        A conversation and a network are closed for an hour after five, or as many as they are allowed. An
        order number and a contact, whether there are such or not, rest after each further try, twice as long
        every time.
        """
        if len(tries) < self.tries:
            return None
        if self.kind in RESTING:
            pause: timedelta = FIRST_PAUSE * 2 ** min(len(tries) - self.tries, MOST_DOUBLINGS)
            return tries[0] + min(LONGEST_PAUSE, pause)
        return tries[self.tries - 1] + HOUR


def scopes_of(number: str, contact: str, conversation: str, networks: Sequence[str]) -> list[Scope]:
    """All that a try counts against; how many there are depends on the text alone, not on what exists.

    `networks` are a client's own address and the networks around it, as hashes, the smallest first.
    """
    tails = dict.fromkeys(number_tail(key) for key in typed_keys(number))
    return [
        Scope("conversation", _key("conversation", conversation), TRIES),
        *(Scope("order", _key("order", tail), TRIES) for tail in tails),
        Scope("contact", _key("contact", _contact_key(contact)), TRIES),
        *(
            Scope("network", _key("network", network), tries)
            for network, tries in zip(networks, NETWORK_TRIES, strict=False)
        ),
    ]


def _key(kind: str, what: str) -> str:
    return f"{kind}:{hashlib.sha256(what.encode()).hexdigest()[:32]}"


def _contact_key(contact: str) -> str:
    return email_key(contact) or "" if "@" in contact else contact_digits(contact)[-ENDING_DIGITS:]


@dataclass(frozen=True)
class Guess:
    """One message's try at a store; a message handled twice is one try."""

    store: str
    conversation: str
    message: str | None
    now: datetime

    @classmethod
    def of(
        cls, store: str, conversation: str, message: str | None, tried: tuple[str, str], now: datetime
    ) -> "Guess":
        """A try of a number and a contact: a message that names several orders makes several tries."""
        what = _key("", "\0".join(tried))
        return cls(store, conversation, f"{message}{what}" if message is not None else None, now)


async def wrong_tries(
    session: AsyncSession, guess: Guess, scopes: Sequence[Scope]
) -> dict[str, list[datetime]]:
    """The other messages' wrong tries that count now, newest first, by the scopes' keys."""
    attempt = IdentityAttempt
    own = and_(attempt.conversation == guess.conversation, attempt.message == (guess.message or ""))
    parts = []
    for scope in scopes:
        since = guess.now - (DAY if scope.kind in RESTING else HOUR)
        chosen = select(attempt.scope, attempt.at).where(
            attempt.store == guess.store, attempt.scope == scope.key, attempt.at > since
        )
        newest = chosen.where(not_(own) | attempt.message.is_(None)).order_by(attempt.at.desc())
        parts.append(select(newest.limit(scope.remembered).subquery()))
    found: dict[str, list[datetime]] = {scope.key: [] for scope in scopes}
    for key, at in await session.execute(union_all(*parts)):
        found[key].append(at)
    return {key: sorted(tries, reverse=True) for key, tries in found.items()}


async def count(session: AsyncSession, guess: Guess, scopes: Sequence[Scope]) -> bool:
    """Keep a wrong try against each scope; False if this very message was counted before."""
    attempt = IdentityAttempt
    seen = select(attempt.id).where(
        attempt.conversation == guess.conversation, attempt.message == (guess.message or "")
    )
    if (await session.scalar(seen.limit(1))) is not None:
        return False
    session.add_all(
        attempt(
            store=guess.store,
            conversation=guess.conversation,
            message=guess.message,
            scope=scope.key,
            at=guess.now,
        )
        for scope in scopes
    )
    await session.flush()
    return True


async def forget_old_tries(session: AsyncSession, now: datetime, most: int) -> int:
    """Delete up to `most` tries that count no more; how many went."""
    attempt = IdentityAttempt
    old = select(attempt.id).where(attempt.at <= now - DAY).order_by(attempt.at).limit(most)
    gone = await session.execute(delete(attempt).where(attempt.id.in_(old)).returning(attempt.id))
    return len(gone.all())
