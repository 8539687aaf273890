"""Decoding: the bytes come back exactly, and what is no text is refused with one message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decreelex import text
from decreelex.errors import InputError

WORDS = "УКАЗ\r\nОб объявлении частичной мобилизации в Российской Федерации\r1. Объявить.\n\x0b\x0c"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r"])
def test_bytes_come_back(encoding: str) -> None:
    data = (WORDS * 5).encode(encoding)
    source = text.decode(data)
    assert source.text.lstrip("\ufeff") == WORDS * 5
    assert text.encode(source, source.text) == data


def test_mark_counts_as_a_character() -> None:
    source = text.decode(b"\xef\xbb\xbf1. a")
    assert source.bom
    assert source.text == "\ufeff1. a"


@pytest.mark.parametrize(("data", "code"), [
    (b"", "input-empty"), (b" \r\n\t", "input-empty"), (b"\xef\xbb\xbf", "input-empty"), (b"%PDF-1.7", "input-binary"),
    (bytes(range(256)) * 20, "input-binary"), (b"PK\x03\x04abc", "input-binary"), (b"\0" * 100, "input-binary"),
])
def test_refusals(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        text.decode(data, name="x.txt")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == code
    assert "x.txt" in diagnostic.message
    assert diagnostic.suggestions


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LIMIT", 10)
    with pytest.raises(InputError, match="limit"):
        text.decode(b"x" * 11)


@given(st.text(min_size=1).filter(lambda s: s.strip("\ufeff \t\r\n") and s.strip()))
def test_any_string(words: str) -> None:
    source = text.from_str(words)
    assert text.encode(source, source.text) == words.encode("utf-8", "surrogatepass")


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    try:
        source = text.decode(data)
    except InputError as error:
        refused = error.diagnostics
    else:
        refused = ()
        assert text.encode(source, source.text) == data
    assert len(refused) <= 1


def test_lone_surrogate() -> None:
    assert text.from_str("1. \ud800 x").text == "1. \ud800 x"
