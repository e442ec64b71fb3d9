"""What Rasa's server keeps its conversations and locks in, and what makes it quicker."""

from serving import quicker as quicker
