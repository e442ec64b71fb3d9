"""Run Rasa's data validation and fail on any warning: its own exit status misses some."""

import subprocess
import sys

from running.places import RASA_HOME, RASA_PYTHON
from serve import environment

COMPLAINTS = (
    " WARNING ",
    "UserWarning",
    "is not part of the domain",
    "is not listed in the domain",
    "not used in any",
)


def main() -> int:
    """Validate; print what is complained about."""
    command = [str(RASA_PYTHON), "-m", "rasa", "data", "validate", "--domain", "domain", "--fail-on-warnings"]
    done = subprocess.run(  # noqa: S603 (our own command)
        command, cwd=RASA_HOME, env=environment(), capture_output=True, text=True, check=False
    )
    lines = (done.stdout + done.stderr).splitlines()
    ours = [line for line in lines if any(word in line for word in COMPLAINTS)]
    for line in ours:
        print(line)
    if done.returncode or ours:
        print(f"rasa data validate: {len(ours)} complaints, exit status {done.returncode}")
        return 1
    print("rasa data validate: no complaints")
    return 0


if __name__ == "__main__":
    sys.exit(main())
