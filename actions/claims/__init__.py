"""Returns, exchanges, problems and missing parcels: one form, led by the policy."""
