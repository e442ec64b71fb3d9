"""Bringing in a person."""
