"""Every code that the sources can emit is explained, in both languages, and nothing else is."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import click.testing
import pytest

from decreelex import cli, resources

SOURCES = Path(__file__).resolve().parents[1] / "src" / "decreelex"
TABLE = tomllib.loads((resources.folder("grammar") / "diagnostics.toml").read_text(encoding="utf-8"))


def emitted() -> dict[str, str]:
    """Return code -> a file that emits it: constants handed to whatever takes a parameter called ``code``."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCES.rglob("*.py"))}
    takers = {"Diagnostic": 0}
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                names = [argument.arg for argument in node.args.args]
                if "code" in names and "message" in names:
                    takers[node.name] = names.index("code") - (names[0] == "self")
    found = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found |= dict.fromkeys(_codes(node, takers), path.name)
    return found


def _codes(call: ast.Call, takers: dict[str, int]) -> list[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    given = [k.value for k in call.keywords if k.arg == "code"]
    if name in takers:
        given += call.args[takers[name] : takers[name] + 1]
    return [part.value for one in given for part in ast.walk(one)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def test_every_code_is_explained_and_no_other() -> None:
    codes = emitted()
    assert len(codes) > 60
    families = tuple(code for code in codes if code.endswith("-"))  # f"unknown-{what}": each kind has an entry
    assert {code: file for code, file in codes.items() if code not in TABLE and code not in families} == {}
    assert {code for code in TABLE if code not in codes and not code.startswith(families)} == set()
    assert all(any(code.startswith(family) for code in TABLE) for family in families)


@pytest.mark.parametrize("code", TABLE)
def test_explanations(code: str) -> None:
    row = TABLE[code]
    assert {"en", "ru", "do"} <= set(row)
    done = click.testing.CliRunner().invoke(cli.cli, ["parse", "--explain", code])
    assert done.exit_code == 0
    assert row["en"] in done.output
    assert row["do"] in done.output
    assert row["ru"] in click.testing.CliRunner().invoke(cli.cli, ["parse", "--explain", code, "--lang", "ru"]).output


def test_unknown_code_names_the_nearest() -> None:
    done = click.testing.CliRunner().invoke(cli.cli, ["parse", "--explain", "list-emty"])
    assert "list-empty" in str(done.exception.diagnostics)  # type: ignore[union-attr]
