"""Greeting, stopping, repeating, explaining and what is not understood."""
