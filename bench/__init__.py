"""How fast Kentongan is, beside the plainest thing that could do the same on this machine. `make bench`."""
