"""Rasa graph components of this project and the plain Python that they wrap."""
