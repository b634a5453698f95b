"""What is kept of a PIN, for tests that are about something else."""

from __future__ import annotations

from argon2 import PasswordHasher


def kept(digits: str) -> str:
    """A hash that the desk verifies as any other, but for which it need not work as long as for those it makes."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(digits)
