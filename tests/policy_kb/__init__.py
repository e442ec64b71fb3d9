"""The policy engine, its packs and its command line."""
