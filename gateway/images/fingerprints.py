"""Fingerprints of pictures: those that look alike differ in few bits, however they were packed or resized."""

ROWS = 8
COLUMNS = 9


def fingerprint(grey: bytes) -> str:
    """A difference hash of 64 bits, in hexadecimal, of a picture shrunk to 9 by 8 grey pixels."""
    bits = [
        grey[row * COLUMNS + column] > grey[row * COLUMNS + column + 1]
        for row in range(ROWS)
        for column in range(COLUMNS - 1)
    ]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"


def distance(one: str, other: str) -> int:
    """In how many bits two fingerprints differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
