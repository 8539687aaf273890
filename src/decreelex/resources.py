"""The one place that finds the data folders: grammar/, texts/ and rules/."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[1]

Folder = Literal["grammar", "texts", "rules"]


def folder(name: Folder) -> Path:
    """Return the folder of that name: inside the installed package, or in the checkout.

    Raises FileNotFoundError if it is in neither, which means a broken installation.
    """
    for candidate in (_HERE / name, _CHECKOUT / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"decreelex is not installed completely: no folder {name!r} in {_HERE} or {_CHECKOUT}")


def files(name: Folder, pattern: str = "**/*") -> list[Path]:
    """Return the files of a data folder that match a glob, in the order of their paths."""
    return sorted(path for path in folder(name).glob(pattern) if path.is_file())


def release() -> str:
    """Return the release of this installation; of a checkout that is not installed, ``unreleased``."""
    import importlib.metadata

    try:
        return importlib.metadata.version("decreelex")
    except importlib.metadata.PackageNotFoundError:
        return "unreleased"
