"""Tests of what every process tells of itself."""
