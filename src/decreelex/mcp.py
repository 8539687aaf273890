"""An MCP server: assistants parse acts, ask status questions, read acts on a date and search, with proofs that quote the law.

Speaks the Model Context Protocol over standard input and output, by the package ``mcp`` (the extra ``mcp``).
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from pydantic import Field

from decreelex import api
from decreelex.errors import DecreelexError

MAX_TEXT = 2_000_000
Text = Annotated[str, Field(max_length=MAX_TEXT)]
Language = Annotated[str | None, Field(pattern="^(ru|en)$")]
INSTRUCTIONS = """Status questions about Russian legal acts (mobilization, martial law, states of emergency), answered with
proofs that quote the law. Quote the answer's quotations, never law from memory. Say so where `certain` is false, and
what `missing` names; `state` says how far a text is to be trusted. It informs; it is no legal advice."""


def server(*, db: str | None = None) -> Any:
    """Return the server with its tools. ``db``: the file of a store besides the shipped texts."""
    from mcp.server import MCPServer

    made = MCPServer("decreelex", instructions=INSTRUCTIONS)

    @made.tool()
    def ask(question: Annotated[str, Field(max_length=2000)], params: dict[str, str] | None = None, as_of: str | None = None,
            known_at: str | None = None, assume: list[Text] | None = None, doctrine: str | None = None,
            lang: Language = None) -> dict[str, Any]:
        """Answer a status question, with its proof: verdict, why, quotations with act and provision, what is missing.

        question: words in Russian or English, or an id such as mobilization.ended. as_of, known_at: ISO dates (Moscow
        time; default now). assume: texts of acts assumed to exist.
        """
        return _plain(lambda: api.ask(question, params=params, as_of=as_of, known_at=known_at, assume=assume or (),
                                      doctrine=doctrine, lang=lang, db=db))

    @made.tool()
    def parse(text: Text, name: str | None = None) -> dict[str, Any]:
        """Parse the text of a legal act: provisions with eIds and spans, citations, effects, modifications."""
        return _plain(lambda: api.parse(text, name=name))

    @made.tool()
    def act_at_date(iri: str, at: str, lang: Language = "ru") -> dict[str, Any]:
        """Return the text of an act as in force on an ISO date. iri: /akn/ru/act/ukaz/<date>/<number> and the like."""
        return _plain(lambda: api.consolidate(iri, at, lang=lang or "ru", db=db))

    @made.tool()
    def search(words: Annotated[str, Field(max_length=500)], limit: Annotated[int, Field(ge=1, le=100)] = 20) -> dict[str, Any]:
        """Search the acts at hand for provisions in which all words stand, in any of their forms."""
        return _plain(lambda: {"hits": api.search(words, db=db, limit=limit)})

    return made


def _plain(call: Any) -> dict[str, Any]:
    """Return a result as plain values; what cannot be answered is told with diagnostics and suggestions, not hidden."""
    try:
        found = msgspec.to_builtins(call())
    except DecreelexError as error:
        return {"error": str(error), "diagnostics": msgspec.to_builtins(error.diagnostics)}
    return found if isinstance(found, dict) else {"result": found}


def run(*, db: str | None = None) -> None:
    """Serve on standard input and output until the input ends."""
    server(db=db).run("stdio")
