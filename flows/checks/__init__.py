"""What is proved of a catalog, one file per family of checks."""
