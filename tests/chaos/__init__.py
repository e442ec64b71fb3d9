"""Shoppers talk while one process after another is killed: all is answered once, done once, in order."""
