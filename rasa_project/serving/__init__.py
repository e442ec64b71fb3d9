"""What Rasa keeps its conversations and locks in, and what makes its turns quick, whole and single."""

from serving.left_out import leave_out
from telemetry.logs import show_our_warnings_only

show_our_warnings_only()
leave_out()  # before anything of Rasa is loaded

from serving import quicker as quicker  # noqa: E402 (see above)
from serving import traces as traces  # noqa: E402 (see above)
