"""What starting the assistant on one machine is made of: `serve.py` and `cluster.py` share it."""
