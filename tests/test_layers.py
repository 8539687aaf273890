"""The layers of pyproject.toml: no module imports sideways or up, and each framework stays in one place."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "decreelex"
MODULES = sorted(PACKAGE.rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_the_contracts_are_kept() -> None:
    script = "import sys; from importlinter.cli import lint_imports_command as go; sys.exit(go(['--no-logo']))"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    call = [sys.executable, "-c", script]
    done = subprocess.run(call, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_check_of_proofs_knows_nothing_of_the_reasoner() -> None:
    graph = grimp.build_graph("decreelex")
    if not {"decreelex.check", "decreelex.reason"} <= graph.modules:
        pytest.skip("there is no module check, or no reasoner, yet")
    chain = graph.find_shortest_chain("decreelex.check", "decreelex.reason", as_packages=True)
    assert chain is None, " imports ".join(chain)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_are_short_and_so_are_functions(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 400, "make it a folder of the same name"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{node.name}, line {node.lineno}"


def test_no_module_shadows_a_public_name() -> None:
    import decreelex

    modules = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert not modules & set(decreelex.__all__)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_law_and_language_are_data(path: Path) -> None:
    """Russian words, dates and identifiers of acts live in grammar/, rules/ and texts/; docstrings may show them."""
    for text in strings(ast.parse(path.read_text(encoding="utf-8"))):
        assert not re.search(r"[а-яё]{4}", text, re.IGNORECASE), text
        assert not re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", text), text
        assert not re.search(r"/akn/[a-z]+/.*\d{4}", text), text


def strings(node: ast.AST) -> Iterator[str]:
    """Yield the strings below a node that are neither docstrings nor translation tables of single characters."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str) and not isinstance(node, ast.Expr):
            yield child.value
        elif not (isinstance(child, ast.Call) and ast.unparse(child.func).endswith("maketrans")):
            yield from strings(child)
