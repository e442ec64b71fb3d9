"""Messaging platforms on loopback: they send webhooks as published and hold the published limits."""
