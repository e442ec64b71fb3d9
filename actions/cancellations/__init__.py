"""Cancelling orders."""
