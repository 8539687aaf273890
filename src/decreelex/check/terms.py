"""Values and terms of rules as plain data: a variable is ``{"name": …}``; ``_`` and ``Any…`` stand for anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Value = str | int
Binding = dict[str, Value]
Row = tuple[Value, ...]
Data = Mapping[str, Any]


def value_of(term: Any, binding: Binding) -> Value | None:
    """Return the value of a term under a binding; None for a variable without one."""
    return binding.get(term["name"]) if isinstance(term, Mapping) else term


def anonymous(term: Data) -> bool:
    """Return whether a variable (never a constant) stands for anything and takes no value."""
    return bool(term["name"] == "_" or term["name"].startswith("Any"))


def match(terms: Sequence[Any], values: Sequence[Any], binding: Binding) -> bool:
    """Extend a binding so that terms become values; return whether that can be done."""
    if len(terms) != len(values):
        return False
    for term, value in zip(terms, values, strict=True):
        if not isinstance(term, Mapping):
            if type(term) is not type(value) or term != value:
                return False
        elif not anonymous(term) and binding.setdefault(term["name"], value) != value:
            return False
    return True
