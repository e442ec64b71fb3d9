"""Hellos, thanks and goodbyes."""
