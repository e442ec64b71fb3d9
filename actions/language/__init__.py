"""Meaning of words across languages, for finding what a shopper names among few things."""
