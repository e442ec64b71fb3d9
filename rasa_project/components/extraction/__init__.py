"""Facts in a shopper's words, found by rules and spaCy; no Rasa in here."""
