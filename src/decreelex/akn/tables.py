"""The word tables of grammar/akn.toml, and the names that reader and writer share."""

from __future__ import annotations

import functools
import re
import tomllib

import msgspec

from decreelex import resources

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OURS = "urn:decreelex:akn:1"
DEEPEST = 64
"""Levels of provisions, one within another: the cap of the model."""

_IRI = re.compile(r"/akn/[\w@!.\-]+(?:/[\w@!.\-]+)*")
_EID = re.compile(r"[\w.\-]+")


class Tables(msgspec.Struct, frozen=True):
    """The tables of grammar/akn.toml, and ``kinds``: element -> the kind it stands for when no class says otherwise."""

    elements: dict[str, str]
    operations: dict[str, str]
    positions: dict[str, str]
    authoritative: dict[str, bool]
    unknown: dict[str, str]
    kinds: dict[str, str] = {}


@functools.cache
def load() -> Tables:
    """Return the tables, read once."""
    path = resources.folder("grammar") / "akn.toml"
    tables = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Tables)
    kinds = {"attachment": "attachment"}
    for kind, element in tables.elements.items():
        kinds.setdefault(element, kind)
    return msgspec.structs.replace(tables, kinds=kinds)


def plain_eid(eid: str) -> bool:
    """Return whether an eId can stand in the document as it is: letters, digits, ``_``, ``.``, ``-``."""
    return _EID.fullmatch(eid) is not None


def href(iri: str | None, eid: str | None) -> str | None:
    """Return the address of a reference (``/akn/…/365-fz/~art_1``, ``#point_5``); None: not of our form."""
    if (iri and not _IRI.fullmatch(iri)) or (eid and not plain_eid(eid)) or iri == "" or eid == "":
        return None
    if iri is None:
        return f"#{eid}" if eid else None
    return f"{iri}/~{eid}" if eid else iri


def reference(address: str) -> tuple[str | None, str | None]:
    """Return (iri, eid) of an address that ``href`` made."""
    if address.startswith("#"):
        return None, address[1:]
    iri, _, eid = address.partition("/~")
    return iri, eid or None
