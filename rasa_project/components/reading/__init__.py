"""Reading a clause: what it does, and what it says of the goods, learned from labelled sentences."""
