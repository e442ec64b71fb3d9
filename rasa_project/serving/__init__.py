"""What Rasa keeps its conversations and locks in, and what makes its turns quick, whole and single."""

from serving import quicker as quicker
from serving import quiet_logs
from serving import whole_turns as whole_turns

quiet_logs.install()
