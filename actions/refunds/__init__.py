"""Where requests and refunds stand."""
