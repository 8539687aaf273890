"""HTML, DOCX, PDF, RTF: the same words from each; what is no part of the act is left out and reported; limits hold."""

from __future__ import annotations

import builtins
import contextlib
import io
import sys
import zipfile
from typing import Any

import docx
import pypdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from decreelex import build, formats, resources
from decreelex.errors import DecreelexError, InputError, UsageError
from decreelex.formats.common import numeral
from decreelex.formats.detect import detect
from decreelex.model import Provision

DECREE = (resources.folder("texts") / "ukaz-647-2022.rus.txt").read_text(encoding="utf-8")
LINES = [line for line in DECREE.split("\n") if line]


# --- files, made here -----------------------------------------------------------------------------------------------


def as_html(lines: list[str]) -> bytes:
    words = (line.replace("&", "&amp;").replace("<", "&lt;") for line in lines)
    body = "".join(f"<p>{line}\n</p>" for line in words)
    return f"<!DOCTYPE html><html><head><title>x</title></head><body><div>{body}</div></body></html>".encode()


def as_docx(lines: list[str]) -> Any:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_rtf(lines: list[str]) -> bytes:
    def letters(line: str) -> str:
        return "".join(c if c.isascii() and c not in "\\{}" else f"\\u{ord(c)}?" for c in line)

    body = "".join(f"\\pard {letters(line)}\\par\n" for line in lines)
    return f"{{\\rtf1\\ansi\\ansicpg1251\\deff0{{\\fonttbl{{\\f0 Arial;}}}}{body}}}".encode("ascii")


def as_pdf(pages: list[list[tuple[str, float, float, float]]]) -> bytes:
    """Return a PDF with lines (words, x, y, size); a font of code points, with its table of characters."""
    used = sorted({c for page in pages for words, *_ in page for c in words})
    table = "".join(f"<{ord(c):04X}> <{ord(c):04X}>\n" for c in used)
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(used)} beginbfchar\n{table}endbfchar endcmap end"
    )
    kids = " ".join(f"{7 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        ("<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>"),
        (
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /CIDSystemInfo << /Registry (Adobe) /Ordering "
            "(Identity) /Supplement 0 >> /DW 500 /FontDescriptor 5 0 R >>"
        ),
        (
            "<< /Type /FontDescriptor /FontName /Test /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 "
            "/Descent -200 /CapHeight 700 /StemV 80 >>"
        ),
        stream(cmap),
    ]
    for n, page in enumerate(pages):
        drawn = "\n".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{''.join(f'{ord(c):04X}' for c in words)}> Tj ET" for words, x, y, size in page
        )
        objects += [
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {8 + 2 * n} 0 R "
                "/Resources << /Font << /F1 3 0 R >> >> >>"
            ),
            stream(drawn),
        ]
    return assembled(objects)


def stream(words: str) -> str:
    return f"<< /Length {len(words)} >>\nstream\n{words}\nendstream"


def assembled(objects: list[str]) -> bytes:
    out, offsets = b"%PDF-1.7\n", []
    for n, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{n} 0 obj\n{body}\nendobj\n".encode("ascii")
    start = len(out)
    table = "".join(f"{o:010} 00000 n \n" for o in offsets)
    return out + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R "
        f">>\nstartxref\n{start}\n%%EOF"
    ).encode("ascii")


def typeset(lines: list[str], *, width: int = 80, height: int = 40, head: str = "") -> list[Any]:
    """Break paragraphs into lines of a page: first line indented, 18 points apart; ``head`` and number on each."""
    rows: list[tuple[str, float]] = []
    for line in lines:
        at, first = "", 92.0
        for word in line.split(" "):
            if at and len(at) + 1 + len(word) > width:
                rows.append((at, first))
                at, first = word, 56.0
            else:
                at = f"{at} {word}" if at else word
        rows.append((at, first))
    pages = []
    for n in range(0, len(rows), height):
        page = [(head, 200.0, 810.0, 9.0)] if head else []
        page += [(words, x, 780.0 - 18 * k, 12.0) for k, (words, x) in enumerate(rows[n : n + height])]
        pages.append([*page, (str(n // height + 1), 290.0, 20.0, 9.0)])
    return pages


def read(data: bytes, **options: Any) -> tuple[list[str], set[str]]:
    """Return the lines that are not blank, and the codes of what was reported."""
    result = formats.read(data, **options)
    return [line for line in result.source.text.split("\n") if line], {d.code for d in result.diagnostics}


# --- the same words from every format -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("text", DECREE.encode()),
        ("text", DECREE.encode("cp1251")),
        ("html", as_html(LINES)),
        ("docx", saved(as_docx(LINES))),
        ("rtf", as_rtf(LINES)),
        ("pdf", as_pdf(typeset(LINES, head="Собрание законодательства, 2022, № 39"))),
    ],
)
def test_the_decree_has_the_same_lines_in_every_format(form: str, data: bytes) -> None:
    assert detect(data) == form
    lines, _ = read(data)
    assert lines == LINES


def test_the_content_decides_and_a_wrong_name_is_reported() -> None:
    lines, codes = read(as_rtf(["Указ"]), name="ukaz.pdf", media="text/html; charset=utf-8")
    assert lines == ["Указ"]
    assert codes == {"format-differs"}


# --- HTML -----------------------------------------------------------------------------------------------------------


def html(body: str) -> tuple[list[str], set[str]]:
    return read(f"<html><body>{body}</body></html>".encode())


def test_html_superscripts_stay() -> None:
    assert html("<p>статьи 22<sup>1</sup> и H<sub>2</sub>O</p>") == (["статьи 22¹ и H₂O"], set())
    assert html("<p>м<sup>a</sup></p>") == (["мa"], {"format-superscript"})


def test_html_blocks_breaks_and_blanks() -> None:
    lines, _ = html("<div>Статья 1.<br>Часть\n  вторая<p>1.&nbsp;Пункт <b>пер</b>вый</p>хвост</div><pre>а\nб</pre>")
    assert lines == ["Статья 1.", "Часть вторая", "1.\u00a0Пункт первый", "хвост", "а", "б"]


def test_html_scripts_and_hidden_words_are_left_out_and_reported() -> None:
    result = formats.read(b"<html><body><p>A</p><script>alert(1)</script><p style='display: none'>B</p></body></html>")
    assert result.source.text == "A\n"
    assert ["alert(1)" in d.message or "'B'" in d.message for d in result.diagnostics] == [True, True]


def test_html_lists_and_tables() -> None:
    lines, _ = html(
        "<ol start=3><li>три</li><li value=7>семь</li></ol><ol type=a><li>а</li></ol>"
        "<table><tr><th>Код<th>Имя</tr><tr><td>1<td><p>А</p><p>Б</p></tr></table>"
        "<table><tr><td><p>1. Пункт</p><p>2. Пункт</p></td></tr></table>"
    )
    assert lines == ["3. три", "7. семь", "a. а", "Код\tИмя", "1\tА Б", "1. Пункт", "2. Пункт"]


def test_html_in_windows_1251_declared_or_not() -> None:
    page = "<html><head>{}</head><body><p>Указ Президента Российской Федерации о мобилизации</p></body></html>"
    for meta in ('<meta charset="windows-1251">', ""):
        assert read(page.format(meta).encode("cp1251"))[0] == ["Указ Президента Российской Федерации о мобилизации"]


# --- DOCX -----------------------------------------------------------------------------------------------------------


def numbered(document: Any, levels: list[tuple[str, str]]) -> str:
    """Add a list with these levels (format, pattern) to the document; return its number."""
    root = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for n, (style, pattern) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{inner}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return "77"


def listed(document: Any, words: str, number: str, level: int) -> None:
    properties = document.add_paragraph(words)._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'))


def test_docx_numbers_that_word_generates_are_written_out() -> None:
    document = as_docx([])
    number = numbered(document, [("decimal", "%1."), ("russianLower", "%2)"), ("decimal", "%1.%3.")])
    for words, level in (("Первый", 0), ("а", 1), ("б", 1), ("Второй", 0), ("снова а", 1), ("глубже", 2)):
        listed(document, words, number, level)
    lines, codes = read(saved(document))
    assert lines == ["1. Первый", "а) а", "б) б", "2. Второй", "а) снова а", "2.1. глубже"]
    assert codes == {"format-numbering"}


def test_docx_numbers_of_an_unknown_format_are_reported() -> None:
    document = as_docx([])
    listed(document, "Пункт", numbered(document, [("hebrew1", "%1.")]), 0)
    result = formats.read(saved(document))
    assert result.source.text == "Пункт\n"
    assert [(d.code, d.severity) for d in result.diagnostics] == [("format-numbering", "warning")]


def test_docx_superscripts_tables_headers_and_tracked_changes() -> None:
    document = as_docx([])
    paragraph = document.add_paragraph("статьи 5")
    paragraph.add_run("1").font.superscript = True
    paragraph._p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="a"><w:r><w:delText>зря</w:delText></w:r></w:del>'))
    paragraph._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="2" w:author="a"><w:r><w:t> закона</w:t></w:r></w:ins>'))
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Президент", "В.Путин"
    document.sections[0].header.paragraphs[0].text = "Проект"
    lines, codes = read(saved(document))
    assert lines == ["статьи 5¹ закона", "Президент\tВ.Путин"]
    assert codes == {"format-revision", "format-left-out"}


def test_docx_footnotes_come_after_the_text() -> None:
    document = as_docx(["Указ"])
    document.paragraphs[0]._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Сноска.</w:t></w:r></w:p></w:footnote>'
    notes = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    assert read(saved(document))[0] == ["Указ<1>", "<1> Сноска."]


@pytest.mark.parametrize(
    ("n", "style", "expected"),
    [
        (1, "russianLower", "а"),
        (8, "russianLower", "з"),
        (29, "russianLower", "аа"),
        (4, "upperRoman", "IV"),
        (14, "lowerRoman", "xiv"),
        (27, "lowerLetter", "aa"),
        (3, "decimalZero", "03"),
        (1, "hebrew1", None),
    ],
)
def test_numerals(n: int, style: str, expected: str | None) -> None:
    assert numeral(n, style) == expected


# --- RTF ------------------------------------------------------------------------------------------------------------


def test_rtf_superscripts_lists_cells_and_code_page() -> None:
    body = (
        r"{\rtf1\ansi\ansicpg1251{\listtext 1.\tab}\'d3\'ea\'e0\'e7 22{\super 1}\par а\cell b\cell\row"
        r"{\pict lost}}"
    ).encode("cp1251")
    lines, codes = read(body)
    assert lines == ["1.\tУказ 22¹", "а\tb"]
    assert codes == {"format-left-out"}


def test_rtf_footnotes_come_after_the_text() -> None:
    note = r"{\super\chftn{\footnote\pard\plain {\super\chftn } \'d1\'ed\'ee\'f1\'ea\'e0\par two \{x\}.}}"
    body = (r"{\rtf1\ansi\ansicpg1251 1. \'d3\'ea\'e0\'e7" + note + r"\par 2. \'c4\'e2\'e0}").encode("cp1251")
    lines, codes = read(body)
    assert lines[:2] == ["1. Указ<1>", "2. Два"]
    assert lines[2].split() == ["<1>", "Сноска", "two", "{x}."]
    assert codes == set()


def test_rtf_letters_of_a_font_with_a_code_page_of_its_own() -> None:
    fonts = rb"{\fonttbl{\f0\fnil\fcharset0 A;}{\f1\fnil\fcharset204{\*\fname B;}C;}}"
    data = rb"{\rtf1\ansi\ansicpg1252" + fonts + rb"\f1 \'d3\'ea\'e0\'e7}"
    assert read(data)[0] == ["Указ"]


@pytest.mark.parametrize(
    "data",
    [
        b"{\\fonttbl" + b"\\f1" * 50_000 + b"} end",
        b"{\\fonttbl" + b"\\f1\\fcharset1" * 20_000 + b"} end",
        b"\\super" * 100_000 + b" end",
        b"{\\field{\\*\\fldinst{" * 300 + b'HYPERLINK "a" ' * 5_000 + b"}" * 900 + b" end",
    ],
    ids=["fonts", "charsets", "super", "links"],
)
def test_rtf_made_to_take_hours_takes_none(data: bytes) -> None:
    assert read(b"{\\rtf1 " + data + b"}")[0][0].strip() == "end"


# --- PDF ------------------------------------------------------------------------------------------------------------


def test_pdf_pages_are_spans_that_cover_the_text() -> None:
    result = formats.read(as_pdf(typeset(LINES, height=20)))
    text = result.source.text
    assert [n for n, _ in result.pages] == list(range(1, len(result.pages) + 1))
    assert "".join(span.of(text) for _, span in result.pages) == text
    assert result.pages[0][1].of(text).startswith("УКАЗ")
    assert "format-left-out" in {d.code for d in result.diagnostics}


def test_pdf_words_broken_over_lines_are_put_together() -> None:
    rows = [
        "Правительство утверждает порядок военно-",
        "технического сотрудничества и осуществ-",
        "ление мер. Военно-технического значения.",
    ]
    page = [(words, 56.0, 780.0 - 18 * n, 12.0) for n, words in enumerate(rows)]
    lines, codes = read(as_pdf([page]))
    assert lines == [
        ("Правительство утверждает порядок военно-технического сотрудничества и осуществление мер. Военно-технического значения.")
    ]
    assert codes == {"format-hyphen"}


def test_pdf_paragraphs_are_told_by_gaps_too_and_a_page_that_shows_neither_is_reported() -> None:
    words = ["Первый абзац, который занимает две строки", "и кончается здесь.", "Второй абзац."]
    gaps = [0, 18, 44]
    page = [(line, 56.0, 780.0 - gap - 62 * n, 12.0) for n in range(6) for line, gap in zip(words, gaps, strict=True)]
    assert read(as_pdf([page])) == ([f"{words[0]} {words[1]}", words[2]] * 6, set())
    even = [(line, 56.0, 780.0 - 18 * n, 12.0) for n, line in enumerate(words * 6)]
    assert read(as_pdf([even]))[1] == {"format-paragraphs"}


def test_pdf_raised_digits_are_superscripts() -> None:
    page = [("статьи 22", 56.0, 780.0, 12.0), ("1", 110.0, 785.0, 7.0), (" Кодекса", 114.0, 780.0, 12.0)]
    assert read(as_pdf([page]))[0] == ["статьи 22¹ Кодекса"]


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        formats.read(data)
    found = caught.value.diagnostics[0]
    assert found.message
    assert found.suggestions
    return found.code


def test_a_damaged_pdf_that_could_be_repaired_says_so() -> None:
    data = as_pdf([[("Указ", 56.0, 780.0, 12.0)]]).replace(b"startxref\n", b"startxref\n9")
    assert read(data) == (["Указ"], {"format-repaired"})


def test_a_scanned_pdf_is_refused() -> None:
    assert refusal(as_pdf([[], []])) == "format-scanned"


def test_an_encrypted_pdf_is_refused() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(as_pdf([[("Указ", 56.0, 780.0, 12.0)]])))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert refusal(out.getvalue()) == "format-encrypted"


# --- hostile and damaged files --------------------------------------------------------------------------------------


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return archive({name: changes.get(name, file.read(name)) for name in file.namelist()} | changes)


PLAIN = saved(as_docx(["Указ"]))
ENTITY = b'<!DOCTYPE d [<!ENTITY a "aaaa">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (repacked(PLAIN, {"word/bomb.bin": bytes(8_000_000)}), "format-bomb"),
        (repacked(PLAIN, {"word/document.xml": ENTITY}), "format-entities"),
        (repacked(PLAIN, {"word/document.xml": b"<w:document"}), "format-damaged"),
        (PLAIN[: len(PLAIN) // 2], "format-damaged"),
        (archive({"content.xml": b"<a/>"}), "format-unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "format-compound"),
        (b"\x89PNG\r\n" + bytes(20), "format-picture"),
        (b"%PDF-1.7\nnothing", "format-damaged"),
        (b"{\\rtf1 " + b"{" * 5000 + b"}" * 5000 + b"}", "format-depth"),
        (b"<html>" + b"<div>" * 5000 + b"words", "format-depth"),
    ],
    ids=["bomb", "entities", "xml", "half", "archive", "doc", "png", "pdf", "rtf", "html"],
)
def test_hostile_and_damaged_files_are_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_a_file_too_large_is_refused() -> None:
    assert refusal(b" " * (64 * 1024 * 1024 + 1)) == "format-size"


def test_a_missing_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *arguments: Any, **options: Any) -> Any:
        if name.startswith("striprtf"):
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.delitem(sys.modules, "striprtf", raising=False)
    monkeypatch.setitem(sys.modules, "striprtf.striprtf", None)
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UsageError) as caught:
        formats.read(as_rtf(["Указ"]))
    assert caught.value.diagnostics[0].suggestions == ("pip install decreelex[formats]",)


SEEDS = {
    "html": as_html(["Указ & <1>"]),
    "docx": PLAIN,
    "rtf": as_rtf(["Указ"]),
    "pdf": as_pdf([[("Указ", 56.0, 780.0, 12.0)]]),
}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(SEEDS)), st.integers(0, 5000), st.binary(max_size=12), st.integers(0, 60))
def test_damage_anywhere_is_read_or_refused(form: str, at: int, put: bytes, cut: int) -> None:
    seed = SEEDS[form]
    at %= len(seed)
    with contextlib.suppress(DecreelexError):
        assert formats.read(seed[:at] + put + seed[at + cut :]).source.text.strip()


@pytest.mark.parametrize("form", ["html", "docx", "pdf", "rtf"])
def test_the_decree_has_the_same_structure_from_every_format(form: str) -> None:
    files = {"html": as_html(LINES), "docx": saved(as_docx(LINES)), "rtf": as_rtf(LINES), "pdf": as_pdf(typeset(LINES))}
    expected, found = (build.build(formats.read(data).source) for data in (DECREE.encode(), files[form]))
    assert outline(found.provisions) == outline(expected.provisions)
    assert [p.num for p in expected.provisions] == [f"{n}." for n in range(1, 11)]
    assert found.work == expected.work


def outline(units: tuple[Provision, ...]) -> list[Any]:
    return [(u.eid, u.kind, u.num, u.heading, u.text, u.published, outline(u.children)) for u in units]
