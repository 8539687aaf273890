"""Annotation: who must, may and must not do what, until when, on pain of what; for spaCy, annotators' tools and tables.

spaCy is imported where a document is made, not before.
"""

from __future__ import annotations

from decreelex.annotation.agreement import agreement
from decreelex.annotation.formats import FORMATS, read, write
from decreelex.annotation.gather import actors, annotate
from decreelex.annotation.merging import merge
from decreelex.annotation.structs import LABELS, Actor, Agreement, Annotated, Annotation, Duty, Relation, Typed

__all__ = [
    "FORMATS", "LABELS", "Actor", "Agreement", "Annotated", "Annotation", "Duty", "Relation", "Typed", "actors", "agreement",
    "annotate", "merge", "read", "write",
]
