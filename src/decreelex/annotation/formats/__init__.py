"""Formats of annotations: each module writes one and, where people correct it, reads it back."""

from __future__ import annotations

from decreelex.annotation.formats.entry import FORMATS, read, write

__all__ = ["FORMATS", "read", "write"]
