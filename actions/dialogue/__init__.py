"""What every action shares: reading a turn, remembering, wording, asking."""
