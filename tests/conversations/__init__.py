"""Whole conversations with the real processes, over the web API."""
