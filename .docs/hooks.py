"""The documents are tests too: what their blocks say to the tests becomes a title for the reader."""

import re

_FILE = re.compile(r"^(```+)(\w+) file=(\S+)$", re.MULTILINE)
_EXPECT = re.compile(r"^(```+)toml expect$", re.MULTILINE)


def on_page_markdown(markdown, **_):
    """Return a page with the names of files, and what must be in a command's JSON, as titles of blocks."""
    named = _FILE.sub(r'\1\2 title="\3"', markdown)
    return _EXPECT.sub(r'\1toml title="what its JSON holds"', named)
