"""`python -m gateway` is the `kentongan` command."""

from gateway.cli import main

main()
