"""Channels: each turns what it receives into messages and pushes what must be pushed; see `interface`."""

WEB = "web"
READ_BY_PULLING = frozenset({WEB})
