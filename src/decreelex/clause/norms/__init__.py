"""Norms: who must, may or must not do what, when, until when; read by norm.lark over the words of a provision."""

from __future__ import annotations

from decreelex.clause.norms.reading import norms_of, read_norms
from decreelex.clause.norms.structs import Lead, Link, Mark, Norm, NormReading, NormType, ProvisionNorms

__all__ = ["Lead", "Link", "Mark", "Norm", "NormReading", "NormType", "ProvisionNorms", "norms_of", "read_norms"]
