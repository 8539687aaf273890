"""What is odd about a finished tree: gaps in the numbering, announced lists that are absent, cut ends, odd numbers."""

from __future__ import annotations

from decreelex.structure.tree import Tree
from decreelex.structure.words import Words


def check(tree: Tree, words: Words) -> None:
    """Append the diagnostics of the tree."""
