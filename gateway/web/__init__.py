"""The HTTP side: the web chat API, health, files, the demo page and the agents' desk."""
