"""The edge: conversations, inbox and outbox, uploads, hand-off; the only part the internet sees."""
