"""Reading a clause: what it does, learned from labelled sentences."""
