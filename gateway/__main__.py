"""`python -m gateway` is the `gateway` command."""

from gateway.cli import app

if __name__ == "__main__":
    app()
