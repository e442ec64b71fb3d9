"""Slips of the finger, for training against them and for measuring how much they hurt."""

import random
import string


def with_slips(text: str, seed: int, share: float = 1 / 3) -> str:
    """One letter dropped, added, changed or swapped in that share of the words, by the seed."""
    rng = random.Random(seed)  # noqa: S311  # not a secret
    words = text.split()
    places = [place for place, word in enumerate(words) if len(word) >= 3 and word.isalpha()]
    wanted = max(1, round(len(words) * share))
    for place in rng.sample(places, min(wanted, len(places))):
        words[place] = _slip(words[place], rng)
    return " ".join(words)


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word) - 1)
    letter = rng.choice(string.ascii_lowercase)
    return rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
