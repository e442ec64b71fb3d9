"""Custom actions: what was understood goes to the shop and the policies; what they say becomes replies."""
