"""Rasa's command line as this project runs it: `python -m serving run …`, `python -m serving train …`."""

from rasa.__main__ import main

main()
