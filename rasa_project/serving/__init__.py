"""What Rasa keeps its conversations and locks in, and what makes its turns quick, whole and single."""

import sys

from serving.left_out import leave_out
from serving.patches import ForeignRasa, apply, require_known_rasa
from telemetry.logs import show_our_warnings_only

show_our_warnings_only()
try:
    require_known_rasa()
    leave_out()  # before anything of Rasa is loaded
    apply()
except ForeignRasa as refused:
    sys.exit(f"serving: {refused}")
