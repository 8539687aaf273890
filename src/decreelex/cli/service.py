"""The commands that serve others: serve, mcp."""

from __future__ import annotations

import importlib.util
from typing import Any

import click

from decreelex.cli.options import option
from decreelex.errors import UsageError, fail


def needs(extra: str, *packages: str) -> None:
    """Raise UsageError where a package of an extra is not installed."""
    lacking = [name for name in packages if importlib.util.find_spec(name) is None]
    if lacking:
        raise fail(UsageError, "extra-missing", f"this needs the package {lacking[0]}, which is not installed",
                   suggestions=(f"pip install 'decreelex[{extra}]'",))


@click.command(short_help="Serve the HTTP API and the reader's pages.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; by default this machine's own.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@option("--db", metavar="FILE", help="A store besides the shipped texts.")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True,
              help="Worker processes for questions, and as many for long work.")
@click.option("--time-limit", type=click.FloatRange(0.1, 3600), default=30.0, show_default=True,
              help="Seconds after which long work is cut off.")
@click.option("--max-body", type=click.IntRange(1, 64), default=16, show_default=True, help="MiB that a request may have.")
@click.option("--rate", type=click.FloatRange(0), help="Requests a second from one address; "
              "default: no limit on this machine, 50 beyond it.")
@click.option("--allow-host", multiple=True, metavar="NAME", help="A name the service answers to; may be repeated.")
@click.option("--write-keys", metavar="FILE", help="SHA-256 hashes of the keys that may write to the store, one a line.")
@click.option("--quiet", is_flag=True, help="Write no log of requests.")
def serve(**given: Any) -> None:
    """Serve the HTTP API (/api/v1/…, /openapi.json) and the reader's pages on a port.

    \b
    Examples:
      decreelex serve
      decreelex serve --port 9000 --db acts.db
    """
    needs("web", "litestar", "uvicorn", "httptools", "jinja2")
    from decreelex import web

    if given["db"]:
        from decreelex import stored

        stored.open_store(given["db"]).close()
    local = web.is_loopback(given["host"])
    names = tuple(name.lower() for name in given["allow_host"])
    if local and not names:
        names = ("localhost", "127.0.0.1", "[::1]", given["host"])  # a page elsewhere cannot pass for this machine
    rate = given["rate"] if given["rate"] is not None else 0.0 if local else 50.0
    settings = web.Settings(
        db=given["db"], jobs=given["jobs"], job_seconds=given["time_limit"], max_body=given["max_body"] * 2**20,
        rate=rate, hosts=names, keys=_keys(given["write_keys"]), log=not given["quiet"], warm=True)
    click.echo(f"decreelex serves on http://{given['host']}:{given['port']} (Ctrl-C ends)", err=True)
    web.run(settings, host=given["host"], port=given["port"])


@click.command(short_help="Serve assistants by the Model Context Protocol.")
@option("--db", metavar="FILE", help="A store besides the shipped texts.")
def mcp(db: str | None) -> None:
    """Serve assistants on standard input and output: tools ask, parse, act_at_date, search.

    \b
    Example (the configuration of an assistant):
      {"mcpServers": {"decreelex": {"command": "decreelex", "args": ["mcp"]}}}
    """
    needs("mcp", "mcp")
    from decreelex import mcp as served

    served.run(db=db)


def _keys(file: str | None) -> tuple[str, ...]:
    """Return the hashes in a file of keys. Raises UsageError for a line that is none."""
    if file is None:
        return ()
    from decreelex.cli.console import read_bytes

    lines = [line.strip().lower() for line in read_bytes(file).decode("ascii", errors="replace").splitlines()]
    keys = tuple(line.split()[0] for line in lines if line and not line.startswith("#"))
    wrong = [key for key in keys if len(key) != 64 or set(key) - set("0123456789abcdef")]
    if wrong:
        raise fail(UsageError, "bad-key-file", f"{file} has a line that is no SHA-256 in hexadecimal",
                   suggestions=("printf %s KEY | sha256sum",))
    return keys
