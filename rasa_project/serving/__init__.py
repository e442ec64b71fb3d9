"""What Rasa's server keeps its conversations and locks in."""
