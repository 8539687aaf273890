"""Akoma Ntoso 3.0: ``write`` makes a document valid against the OASIS schema, ``read`` reads our own back."""

from __future__ import annotations

from decreelex.akn.reader import read
from decreelex.akn.writer import write

__all__ = ["read", "write"]
