"""One limit, counted in memory by key in a sliding window.

The library that counts in Redis has a store in memory too; that one goes through all its keys at every hit,
so that many addresses would make each other's requests slow. Here nothing is gone through: counts are kept
for the present window and the one before, and dropped whole.
"""


class WindowCounts:
    """At most about `most` in any `seconds`: the window before counts by the part of it that lies in them."""

    def __init__(self, most: int, seconds: float) -> None:
        """Nothing was counted."""
        self._most, self._seconds = most, seconds
        self._window = 0
        self._before: dict[str, int] = {}
        self._present: dict[str, int] = {}

    def is_free(self, key: str, now: float) -> bool:
        """Whether one more would be within the limit."""
        passed = self._turn(now)
        before = self._before.get(key, 0) * (1 - passed)
        return int(before + self._present.get(key, 0)) + 1 <= self._most

    def count(self, key: str, now: float) -> None:
        """Count one."""
        self._turn(now)
        self._present[key] = self._present.get(key, 0) + 1

    def seconds_left(self, key: str, now: float) -> float:
        """Until one more is within the limit, if nothing comes in between."""
        passed = self._turn(now)
        before, present = self._before.get(key, 0), self._present.get(key, 0)
        if present >= self._most:  # it must become the window before
            return (1 - passed) * self._seconds
        return max(0.0, 1 - (self._most - present) / before - passed) * self._seconds if before else 0.0

    def _turn(self, now: float) -> float:
        """Be in the window of `now`; the part of it that has passed."""
        window, passed = divmod(now, self._seconds)
        if window > self._window:  # a clock that is set back takes nothing back
            self._before = self._present if window == self._window + 1 else {}
            self._present, self._window = {}, int(window)
        return passed / self._seconds
