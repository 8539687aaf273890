"""What an answer was made from: release, hash of the data, the texts quoted with theirs, and how to ask again."""

from __future__ import annotations

import hashlib
import shlex
import tomllib
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlencode

from decreelex import resources
from decreelex.answer.asking import Request
from decreelex.model import Answer, Proof, Quotation
from decreelex.views import Provenance, UsedText


def provenance(answer: Answer, request: Request, files: Sequence[str] = ()) -> Provenance:
    """Return what an answer was made from. ``files``: what the assumed texts are called, where they come from files."""
    names = [*files, *(f"assumption-{n + 1}.txt" for n in range(len(files), len(request.assume)))]
    return Provenance(_release(), data_hash(), tuple(_texts(answer, request, names)), _command(answer, request, names),
                      _link(answer, request))


def _release() -> str:
    try:
        return version("decreelex")
    except PackageNotFoundError:
        return "?"


def data_hash() -> str:
    """Return the sha256 over the rules, grammars and texts shipped: their paths and contents."""
    digest = hashlib.sha256()
    folders: tuple[resources.Folder, ...] = ("rules", "grammar", "texts")
    for folder in folders:
        root = resources.folder(folder)
        for path in sorted(p for p in root.rglob("*") if p.is_file() and p.suffix != ".pyc"):
            digest.update(f"{folder}/{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _texts(answer: Answer, request: Request, names: Sequence[str]) -> Iterator[UsedText]:
    """Yield the texts that an answer quotes, in order of name, then those assumed."""
    known = {f"texts/{file['path']}": file for row in _manifest()["expression"] for file in row["file"]}
    quoted = {q.text: q.state for q in quotations(answer) if q.text in known and q.quote is not None}
    for name, state in sorted(quoted.items()):
        yield UsedText(str(name), state, known[str(name)]["sha256"])
    for name, text in zip(names, request.assume, strict=True):
        yield UsedText(name, "assumed", hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())


def _manifest() -> dict[str, list[dict[str, list[dict[str, str]]]]]:
    return tomllib.loads((resources.folder("texts") / "manifest.toml").read_text(encoding="utf-8"))


def quotations(answer: Answer) -> Iterator[Quotation]:
    """Yield every quotation of an answer."""
    steps: list[Proof] = [answer.proof] if answer.proof else []
    while steps:
        step = steps.pop()
        steps += step.premises
        yield from step.sources
    yield from (q for finding in answer.answers for q in finding.sources)
    yield from (q for claim in answer.defeated for q in claim.sources)


def _command(answer: Answer, request: Request, names: Sequence[str]) -> str:
    """Return the command that asks the same question again, its dates spelt out."""
    words = ["decreelex", "ask", answer.question.id]
    bound = [f"--param={name}={value}" for name, value in answer.question.params.items()]
    words += [w for pair in bound for w in pair.split("=", 1)] if bound else []
    words += ["--as-of", answer.as_of, "--known-at", answer.known_at, "--doctrine", answer.doctrine]
    words += [word for name in names[: len(request.assume)] for word in ("--assume", name)]
    words += [word for iri in request.without for word in ("--without", iri)]
    return shlex.join([*words, *(("--lang", request.lang) if request.lang else ())])


def _link(answer: Answer, request: Request) -> str:
    """Return the address, under any service of this release, that asks the same question again (assumed texts: POST them)."""
    given = {"question": answer.question.id, "as_of": answer.as_of, "known_at": answer.known_at, "doctrine": answer.doctrine}
    pairs = [*given.items(), *((f"params[{k}]", v) for k, v in answer.question.params.items()),
             *(("without", iri) for iri in request.without)]
    return "/api/v1/ask?" + urlencode(pairs)
