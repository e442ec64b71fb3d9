"""What Rasa keeps its conversations and locks in, and what makes its turns quick, whole and single."""

from serving.without_tensorflow import leave_tensorflow_out

leave_tensorflow_out()  # before anything of Rasa is loaded

from serving import quicker as quicker  # noqa: E402 (see above)
from serving import quiet_logs  # noqa: E402 (see above)
from serving import traces as traces  # noqa: E402 (see above)

quiet_logs.install()
