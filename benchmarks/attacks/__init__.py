"""Attacks on a gateway of our own on loopback, one a file: what each costs it and those who wait.

    python -m benchmarks.attacks [--base FOLDER] [NAME …]

Each is bounded in number and time. With `--base` another checkout, with its environments, is attacked too.
"""
