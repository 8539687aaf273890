"""The MCP server, spoken to by the protocol's own client over a real process's input and output."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

import decreelex

ROOT = Path(__file__).resolve().parents[1]
CODE = "/akn/ru/act/code/1996-06-13/63-fz"


def talk(work: Callable[[Any], Awaitable[Any]]) -> Any:
    """Start the server, do something with a client of it, and end both."""
    started = StdioServerParameters(command=sys.executable, args=["-m", "decreelex", "mcp"],
                                    env={**os.environ, "PYTHONPATH": str(ROOT / "src")})

    async def main() -> Any:
        with anyio.fail_after(120):
            async with Client(stdio_client(started)) as client:
                return await work(client)

    return anyio.run(main)


def test_tools() -> None:
    async def work(client: Any) -> Any:
        return {tool.name: tool for tool in (await client.list_tools()).tools}

    tools = talk(work)
    assert set(tools) == {"ask", "parse", "act_at_date", "search"}
    assert all(tool.description for tool in tools.values())
    assert "question" in tools["ask"].input_schema["required"]


def test_calls() -> None:
    async def work(client: Any) -> Any:
        asked = {"question": "mobilization.ended", "as_of": "2023-05-18", "known_at": "2023-06-01"}
        return [
            (await client.call_tool(name, arguments)).structured_content
            for name, arguments in (
                ("ask", asked), ("ask", {"question": "Will I be called up?"}),
                ("parse", {"text": "1. Declare partial mobilization from 21 September 2022."}),
                ("act_at_date", {"iri": CODE, "at": "2022-09-24"}), ("search", {"words": "отсрочка студентам"}),
            )
        ]

    answer, not_understood, parsed, act, found = talk(work)
    direct = decreelex.ask("mobilization.ended", as_of="2023-05-18", known_at="2023-06-01")
    assert (answer["verdict"], answer["because"]) == (direct.verdict, direct.because)
    assert answer["proof"]["sources"][0]["quote"]
    assert not_understood["diagnostics"][0]["code"] == "question-not-understood"
    assert parsed["provisions"][0]["effects"][0]["kind"] == "declaration"
    assert act["at"] == "2022-09-24"
    assert "/akn/ru/act/ukaz/2022-09-24/664" in {hit["iri"] for hit in found["hits"]}


def test_hostile_arguments() -> None:
    async def work(client: Any) -> Any:
        wrong = await client.call_tool("search", {"words": "x", "limit": 10_000})
        empty = await client.call_tool("parse", {"text": ""})
        return wrong.is_error, empty.structured_content

    is_error, empty = talk(work)
    assert is_error
    assert empty["diagnostics"][0]["code"] == "input-empty"
