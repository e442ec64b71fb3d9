"""What the images are made of: `sbom.py` lists it, `audit.py` looks up whether anything of it is weak."""
