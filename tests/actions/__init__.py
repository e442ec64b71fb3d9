"""Tests of the custom actions, without Rasa."""
