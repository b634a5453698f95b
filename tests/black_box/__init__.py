"""The whole service from its outside. A package, so that pytest stops what its tests share when the last of them is over."""
