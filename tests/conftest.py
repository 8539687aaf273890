"""What all tests share: where snapshots go, how hypothesis draws, where the material to measure against is."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# Not in the home folder, which may be read-only; warm from run to run. Set before decreelex is imported.
os.environ.setdefault("DECREELEX_CACHE", str(ROOT / ".cache" / "decreelex"))

hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of material beside the checkout, which the project does not own; skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no folder {SHARED.name!r} beside the checkout: the real acts to measure against are not here")
    return SHARED


@pytest.fixture(scope="session")
def corpus(shared: Path) -> Path:
    """Return the folder of real acts beside the checkout; skip where it is absent."""
    return shared / "corpus"
