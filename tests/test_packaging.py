"""The wheel is complete and runs outside the checkout; the lock is complete, hashed and names no host."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def call(*words: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    call("-m", "hatchling", "build", "--target", "wheel", "--directory", str(out), cwd=ROOT)
    return next(out.glob("*.whl"))


def data_files() -> set[str]:
    """Return the data files of the checkout under the names that they have in the wheel."""
    package = ROOT / "src" / "decreelex"
    folders = {"grammar": ROOT / "grammar", "texts": ROOT / "texts", "rules": package / "rules",
               "web/templates": package / "web" / "templates", "web/static": package / "web" / "static"}
    return {
        f"decreelex/{name}/{path.relative_to(folder).as_posix()}"
        for name, folder in folders.items()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_wheel_holds_grammars_texts_and_rules(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert data_files() <= inside
    for folder, suffix in (("grammar", ".lark"), ("texts", ".txt"), ("rules", ".rules"), ("web/templates", ".html"), ("web/static", ".css")):
        assert any(one.startswith(f"decreelex/{folder}/") and one.endswith(suffix) for one in inside), folder
    assert "decreelex/py.typed" in inside
    assert any(one.endswith("licenses/LICENSE") for one in inside)


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {one.split("/")[0] for one in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"decreelex", f"decreelex-{PROJECT['version']}.dist-info"}


def test_the_installed_package_runs_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", str(target), str(wheel)]
    call(*install, cwd=tmp_path)
    env = {**os.environ, "PYTHONPATH": str(target), "DECREELEX_CACHE": str(tmp_path / "cache")}
    where = call("-c", "import decreelex; print(decreelex.__file__)", cwd=tmp_path, env=env)
    assert Path(where.strip()).is_relative_to(target)
    assert "mobilization.ended" in call("-m", "decreelex", "questions", cwd=tmp_path, env=env)
    assert "647" in call("-m", "decreelex", "ask", "mobilization.ended", cwd=tmp_path, env=env)


def locked() -> dict[str, list[str]]:
    """Return the lock: project name -> its blocks (one for each environment that needs its own release)."""
    found: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=\S)", LOCK.strip()):
        found.setdefault(canonicalize_name(re.split(r"[=\[ ]", block)[0]), []).append(block)
    return found


def test_every_line_of_the_lock_is_pinned_and_hashed() -> None:
    for name, blocks in locked().items():
        for block in blocks:
            assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^ ]+ ", block), name
            assert "--hash=sha256:" in block, name


def test_the_lock_names_no_host() -> None:
    assert not re.search(r"://|^-|index|find-links| @ ", LOCK, re.MULTILINE)


def test_every_dependency_is_in_the_lock() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    extras = [one for group in PROJECT["optional-dependencies"].values() for one in group]
    pinned = {name: re.findall(r"==([^ ]+)", "\n".join(blocks)) for name, blocks in locked().items()}
    for requirement in map(Requirement, [*build, *PROJECT["dependencies"], *extras]):
        releases = pinned.get(canonicalize_name(requirement.name), [])
        assert releases, f"{requirement.name} is not in requirements.lock: run make lock"
        assert all(requirement.specifier.contains(release) for release in releases), requirement


def test_the_release_is_in_the_changelog() -> None:
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
