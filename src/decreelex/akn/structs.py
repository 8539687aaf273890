"""Any struct of the model as an element of our own namespace, and back: scalars are attributes, structs are children.

A span is an attribute ``start end``; a list is an element whose children are ``item`` (structs)
or ``words`` (strings). Nothing here knows a field by
name, so a field added to the model is carried without a change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from decreelex.akn.tables import OURS
from decreelex.span import Span

T = TypeVar("T")


def escape(words: str) -> str:
    """Return words as they stand between tags."""
    if "&" in words:
        words = words.replace("&", "&amp;")
    if "<" in words:
        words = words.replace("<", "&lt;")
    if ">" in words:
        words = words.replace(">", "&gt;")
    return words.replace("\r", "&#13;") if "\r" in words else words


def attribute(value: str) -> str:
    """Return words as they stand in a quoted attribute; white space is kept from being normalised."""
    value = escape(value)
    if '"' in value:
        value = value.replace('"', "&quot;")
    if "\n" in value or "\t" in value:
        value = value.replace("\n", "&#10;").replace("\t", "&#9;")
    return value


def scalars(value: msgspec.Struct, prefix: str = "", without: tuple[str, ...] = ()) -> str:
    """Return the fields of a struct that are plain values or spans, as attributes, each after a blank."""
    return "".join(
        f' {prefix}{name}="{printed}"'
        for name, field in _fields(value)
        if name not in without and (printed := _printed(field)) is not None
    )


def element(name: str, value: msgspec.Struct, attributes: str = "") -> str:
    """Return a struct as one element of our namespace; ``attributes`` are written before its own."""
    inner = "".join(_child(key, field) for key, field in _fields(value))
    start = f"<dx:{name}{attributes}{scalars(value)}{_absent(value)}"
    return f"{start}>{inner}</dx:{name}>" if inner else f"{start}/>"


def _absent(value: msgspec.Struct) -> str:
    """Return the attribute that names the fields without a default that are None."""
    required = value.__struct_fields__[: len(value.__struct_fields__) - len(value.__struct_defaults__)]
    names = [name for name in required if getattr(value, name) is None]
    return f' absent="{" ".join(names)}"' if names else ""


def _fields(value: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    for name in value.__struct_fields__:
        field = getattr(value, name)
        if field is not None:
            yield name, field


def _printed(field: Any) -> str | None:
    if isinstance(field, str):
        return attribute(field)
    if isinstance(field, Span):
        return f"{field.start} {field.end}"
    if isinstance(field, bool):
        return "true" if field else "false"
    return repr(field) if isinstance(field, int | float) else None


def _child(name: str, field: Any) -> str:
    if isinstance(field, tuple):
        return f'<dx:{name} list="">{"".join(_item(one) for one in field)}</dx:{name}>'
    if isinstance(field, msgspec.Struct) and not isinstance(field, Span):
        return element(name, field)
    return ""


def _item(one: Any) -> str:
    return f'<dx:words value="{attribute(one)}"/>' if isinstance(one, str) else element("item", one)


def read(node: Any, kind: type[T], ignored: tuple[str, ...] = ()) -> T:
    """Return the struct of a type that an element holds. Raises msgspec.ValidationError where it does not fit."""
    return msgspec.convert(builtins(node, ignored), kind, strict=False)


def builtins(node: Any, ignored: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the attributes and children of an element as plain values, ready for msgspec.convert."""
    found: dict[str, Any] = {k: _span(v) if k == "span" else v for k, v in node.attrib.items() if k not in ignored}
    found.update(dict.fromkeys(found.pop("absent", "").split()))
    for child in node:
        name = child.tag.removeprefix(f"{{{OURS}}}")
        found[name] = [_one(item) for item in child] if "list" in child.attrib else builtins(child)
    return found


def _one(item: Any) -> Any:
    return item.attrib["value"] if item.tag == f"{{{OURS}}}words" else builtins(item)


def _span(value: str) -> list[str]:
    return value.split(" ")
