"""What is different between two catalogs: in words of menus, and in what the numbers mean that people dial."""

from flows.differences.dialled import Renumbered, renumbered
from flows.differences.words import Difference, differences

__all__ = ["Difference", "Renumbered", "differences", "renumbered"]
