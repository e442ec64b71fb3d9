"""What Rasa keeps its conversations and locks in, and what makes its turns quick, whole and single."""

from serving.without_tensorflow import leave_tensorflow_out
from telemetry.logs import show_our_warnings_only

show_our_warnings_only()
leave_tensorflow_out()  # before anything of Rasa is loaded

from serving import quicker as quicker  # noqa: E402 (see above)
from serving import traces as traces  # noqa: E402 (see above)
