"""A message evened out for patterns: lower case and plain quotes."""

PLAIN = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def evened(text: str) -> str:
    """Lower case and plain quotes, every character in its old place."""
    lowered = text.translate(PLAIN).lower()
    return lowered if len(lowered) == len(text) else text.translate(PLAIN)
