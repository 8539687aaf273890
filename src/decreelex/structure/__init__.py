"""Text to structure: lines, the frame of the act, the outline of its units. Every character stays in a leaf."""

from __future__ import annotations

from decreelex.structure.parse import parse
from decreelex.structure.tree import Tree, Unit, leaves, text_of
from decreelex.structure.words import detect_language

__all__ = ["Tree", "Unit", "detect_language", "leaves", "parse", "text_of"]
