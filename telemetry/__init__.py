"""What every process tells of itself, without a word of a shopper's.

Rasa imports it too, through the link `rasa_project/telemetry`: nothing newer than Python 3.10 belongs here.
"""
