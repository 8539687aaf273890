"""Structure: leaves partition the text, and the levels of real drafting come out as a lawyer would number them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decreelex import build, resources, structure, text
from decreelex.model import Expression, Provision, Work
from decreelex.span import Span


def read(words: str, **options: object) -> Expression:
    return build.build(text.from_str(words), steps=(), **options)  # type: ignore[arg-type]


def walk(provisions: tuple[Provision, ...]) -> list[Provision]:
    return [p for top in provisions for p in (top, *walk(top.children))]


def eids(words: str) -> list[str]:
    return [p.eid for p in walk(read(words).provisions)]


LINES = st.lists(st.one_of(
    st.text(max_size=30),
    st.sampled_from([
        "1. Текст", "3. Текст", "2) текст;", "а) буква", '"Статья 5. Имя', 'слово".";', "Статья 1", "Глава II",
        "постановляю:",
        "104¹. Слово", 'изложить в следующей редакции: "1. Новый', "Примечание. 1. Раз", "| а | б |", "Приложение № 1",
        "Президент Российской Федерации В.Путин", "Москва, Кремль", "№ 5", "\0", "\ud800", "« » „ “ ”", '"""', "УКАЗ",
        "1.1. Слова:", "[...]", "1 Далее", "* * *", "II. Раздел", "слово     слово     5", "слово\tслово", "1 2 3", "+-----+",
        "│ а │ б │", "Я, ______, прошу", "(подпись)", "М.П.", "______", "<1> Сноска", "¹ Сноска", "Страница 1 из 5",
        "в соответствии с пунктом", "5 статьи и прочее", "при-", "зыва граждан", "(в ред. Закона", "от 01.01.2001 N 5)",
        "Статья", "Статьи 4 - 6. Утратили силу.", "Пункт 1. Слова", "Clause 1. Words", "a. words", "(i) words", "(ii) words",
        "Утвержден", "приказом Министра", "Согласовано", "Владимир Путин", "п о с т а н о в л я е т:", "слово. Примечание. 1. Раз",
        "следующие разъяснения:", "I", "Приложение А"]),
), max_size=25)


@settings(max_examples=300, deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n", "\r", "\u2028"]), st.booleans())
def test_leaves_partition_any_text(lines: list[str], end: str, excerpt: bool) -> None:
    words = end.join(lines)
    for language in ("rus", "eng"):
        tree = structure.parse(words, language, excerpt=excerpt)
        spans = structure.leaves(tree)
        assert [s.start for s in spans] == [0, *(s.end for s in spans)][: len(spans)]
        assert (spans[-1].end if spans else 0) == len(words)
        assert structure.text_of(tree) == words


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_texts_are_slices_and_eids_are_unique(lines: list[str]) -> None:
    words = "\n".join(["x", *lines])
    expression = read(words)
    units = walk(expression.provisions)
    assert all(p.text == p.text_span.of(words) for p in units)
    assert all(p.span.start <= p.text_span.start <= p.text_span.end <= p.span.end for p in units)
    assert len({p.eid for p in units}) == len(units)
    assert all(c.span.start >= p.span.start and c.span.end <= p.span.end for p in units for c in p.children)


def test_law_levels() -> None:
    act = ("Статья 5. Имя\n1. Часть:\n1) пункт:\nа) подпункт;\nб) второй.\n2) пункт.\n2. Вторая.\nАбзац второй.\n"
           "Статья 6\nСлова.")
    assert eids(act) == ["art_5", "art_5__part_1", "art_5__part_1__point_1", "art_5__part_1__point_1__item_а",
                         "art_5__part_1__point_1__item_б", "art_5__part_1__point_2", "art_5__part_2",
                         "art_5__part_2__al_2", "art_6"]


def test_sanction_belongs_to_the_part() -> None:
    act = "Статья 333. Имя\n2. Деяния, совершенные:\nа) группой лиц;\nб) с оружием, -\nнаказываются лишением свободы."
    assert eids(act)[-1] == "art_333__part_2__al_2"


def test_quoted_structure() -> None:
    act = ('Статья 1\nВнести в Кодекс изменения:\n1) статью 332 дополнить частью второй.1 следующего содержания:\n'
           '"2.1. Неисполнение "приказа" -\nнаказывается.";\n2) часть 3 признать утратившей силу.')
    units = {p.eid: p for p in walk(read(act).provisions)}
    quoted = units["art_1__point_1__qstr_1__part_2.1"]
    assert quoted.quoted
    assert units["art_1__point_1__qstr_1__part_2.1__al_2"].text == "наказывается."
    assert not units["art_1__point_2"].quoted


def test_quotation_on_the_line_of_the_instruction() -> None:
    act = ('1. Внести в Указ изменение, изложив пункт 1 в следующей редакции: "1. Установить:\nа) одно.".\n'
           "2. Указ вступает в силу.")
    assert eids(act) == ["point_1", "point_1__qstr_1__point_1", "point_1__qstr_1__point_1__item_а", "point_2"]


def test_enacting_word_and_words_on_one_line() -> None:
    act = 'В соответствии с Законом "О военном положении" постановляю: ввести военное положение'
    expression = read(act)
    assert expression.preamble is not None
    assert expression.preamble.text.endswith("постановляю:")
    assert [(p.eid, p.text) for p in expression.provisions] == [("nn_1", "ввести военное положение")]


def test_work_and_rename_from_outside() -> None:
    work = Work("/akn/ru/doc/plenum-vs/2023-05-18/11", "postanovlenie", "11", "2023-05-18", "plenum-vs", None)
    expression = read("Периоды мобилизации начинаются.\nЕще абзац:\n1) пункт.", work=work, rename={"nn_2": "point_2"})
    assert expression.work == work
    assert [p.eid for p in walk(expression.provisions)] == ["nn_1", "point_2", "point_2__point_1"]


def test_no_act() -> None:
    expression = read("Мама мыла раму.\nПапа читал.")
    assert {p.kind for p in expression.provisions} == {"unrecognised"}
    assert expression.coverage == 0
    assert [d.code for d in expression.diagnostics] == ["act-not-found"]


def test_spans_are_of_the_source() -> None:
    expression = read("\ufeff1. Один.\r\n2. Два.")
    assert [p.text_span for p in expression.provisions] == [Span(4, 9), Span(14, 18)]


def test_superscripts() -> None:
    assert eids("Статья 201². Имя\n2¹. Часть.\n3<sup>1</sup>. Часть.")[:2] == ["art_201.2", "art_201.2__part_2.1"]


def codes(words: str) -> list[str]:
    return [d.code for d in read(words).diagnostics]


DECREE = "УКАЗ\nПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ\nО мерах\nпостановляю:\n"
FOOT = "\nПрезидент Российской Федерации В.Путин\nМосква, Кремль\n21 сентября 2022 года\n№ 647"


def test_gap_in_a_decree_is_a_unit_not_published() -> None:
    words = DECREE + "\n".join(f"{n}. Слова." for n in (1, 2, 3, 4, 5, 6, 8, 9)) + FOOT
    units = {p.eid: p for p in read(words).provisions}
    assert list(units) == [f"point_{n}" for n in range(1, 10)]
    assert not units["point_7"].published
    assert units["point_7"].text == ""
    assert units["point_7"].span == Span(units["point_6"].span.end, units["point_6"].span.end)
    assert codes(words) == ["not-published"]


def test_gap_in_an_excerpt_is_not_at_hand() -> None:
    words = DECREE + "1. Слова.\n<...>\n4. Слова." + FOOT
    assert {p.eid for p in read(words).provisions} >= {"point_1", "point_4"}
    assert all(p.published for p in read(words).provisions)
    assert set(codes(words)) == {"not-at-hand"}
    assert set(codes("5. Слова.\n7. Слова.")) == {"not-at-hand"}


def test_marker_of_a_unit_not_published() -> None:
    units = {p.eid: p for p in read(DECREE + "1. Слова.\n2. Для служебного пользования." + FOOT).provisions}
    assert [p.published for p in units.values()] == [True, False]


def test_announced_list_that_is_absent() -> None:
    assert codes(DECREE + "1. Правительству:\n2. Слова." + FOOT) == ["list-empty"]
    assert codes(DECREE + "1. Правительству:\nпринять меры;\nдоложить.\n2. Слова." + FOOT) == []


def test_cut_end() -> None:
    assert codes("Статья 1\nНастоящий Закон вступает в силу со дня его оф") == ["text-truncated"]


def test_lost_superscript_is_reported_and_kept() -> None:
    words = "Статья 1\n1. Слова.\n2. Слова.\n21. Слова.\n3. Слова."
    assert eids(words)[3] == "art_1__part_21"
    assert "superscript-lost" in codes(words)


def test_letter_printed_for_a_digit() -> None:
    words = DECREE + "1. Слова.\n2. Слова.\nЗ. Слова." + FOOT
    assert eids(words)[-1] == "point_3"
    assert read(words).provisions[-1].num == "З."
    assert codes(words) == ["number-lookalike"]


def test_depth_is_capped() -> None:
    words = "1. Слова:\n" + "".join(f"1{'.1' * n}. Слова:\n" for n in range(1, 8)) + '"1. Слова:\n' * 100
    expression = read(words)

    def depth(p: Provision) -> int:
        return 1 + max((depth(c) for c in p.children), default=0)

    assert max(depth(p) for p in expression.provisions) <= 66
    assert "nesting-too-deep" in [d.code for d in expression.diagnostics]


def test_every_diagnostic_is_explained() -> None:
    table = tomllib.loads((resources.folder("grammar") / "diagnostics.toml").read_text(encoding="utf-8"))
    here = resources.folder("grammar").parent / "src" / "decreelex"
    used = set()
    for path in [*(here / "structure").glob("*.py"), here / "text.py", here / "build.py"]:
        used |= set(re.findall(r'(?:Diagnostic\(|_gap\(|InputError, )\s*"([a-z-]+)"', path.read_text(encoding="utf-8")))
    assert len(used) >= 15
    assert used <= set(table)
    assert all({"en", "ru", "do"} <= set(row) for row in table.values())


GOLDEN = Path(__file__).parent / "golden"


def outline(expression: Expression) -> str:
    """One line per part: span, name, number, published, words. Small enough to be read against the law."""
    work = expression.work
    lines = [f"work {work.iri} kind={work.kind} author={work.author} date={work.date} number={work.number}",
             f"title {work.title}", f"coverage {expression.coverage}"]
    for name in ("preface", "preamble", "conclusions"):
        block = getattr(expression, name)
        lines.append(f"{name} {(block.span.start, block.span.end) if block else None} "
                     f"{block.text if block else ''}".replace("\n", "/").rstrip())
    lines += [f"{p.eid} {p.kind} {p.num} {p.span.start}-{p.span.end} "
              f"{'' if p.published else '[not published] '}{p.text}" for p in walk(expression.provisions)]
    lines += [f"{d.severity} {d.code} {d.span.start}-{d.span.end}" for d in expression.diagnostics if d.span]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", ["ukaz-647-2022.rus", "ukaz-647-2022.eng"])
def test_golden(name: str) -> None:
    """The golden files were read line by line against the texts; a change here is a change of meaning."""
    source = text.decode((resources.folder("texts") / f"{name}.txt").read_bytes())
    expected = (GOLDEN / f"{name}.outline.txt").read_text(encoding="utf-8")
    assert outline(build.build(source, steps=())) == expected


def test_new_kind_of_act_is_data(tmp_path: Path) -> None:
    """A kind of act, its issuer and its enacting word are added to tables, in a copy of the project, and no line of code."""
    root = resources.folder("grammar").parent
    shutil.copytree(root / "src" / "decreelex", tmp_path / "src" / "decreelex", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(root / "grammar", tmp_path / "grammar")
    (tmp_path / "texts").mkdir()
    for table, heading, row in [
            ("kinds", "[kinds.ukaz]", '[kinds.direktiva]\ndoc = "act"\nsubtype = "direktiva"\npoints = true\nby_author = true\n\n'),
            ("title.ru", "[OFFICE.lemmas]", 'direktiva = ["директива"]\n\n'),
            ("title.ru", "president = [", 'komitet = ["комитет охраны озер"]\n')]:
        path = tmp_path / "grammar" / f"{table}.toml"
        before, found, after = path.read_text(encoding="utf-8").partition(heading)
        assert found
        path.write_text(f"{before}{row}{found}{after}", encoding="utf-8")
    path = tmp_path / "grammar" / "structure.ru.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('words = ["постановляю",', 'words = ["предписываю", "постановляю",'),
                    encoding="utf-8")
    words = ("ДИРЕКТИВА\nКомитета охраны озер\nот 5 мая 2020 г. № 17-У\nО порядке\n\nВ целях охраны вод предписываю:\n1. Слова.\n"
             "2. Слова:\nа) раз;\nб) два.")
    ran = subprocess.run([sys.executable, "-m", "decreelex", "parse", "-", "--steps", "citations"], input=words.encode(), check=False,
                         env={**os.environ, "PYTHONPATH": str(tmp_path / "src"), "DECREELEX_CACHE": str(tmp_path / "cache"),
                              "PYTHONIOENCODING": "utf-8"}, capture_output=True, timeout=120)
    assert ran.stdout, ran.stderr.decode()
    act = json.loads(ran.stdout)
    assert act["work"]["iri"] == "/akn/ru/act/direktiva-komitet/2020-05-05/17-u"
    assert (act["work"]["kind"], act["work"]["title"]) == ("direktiva", "О порядке")
    assert act["preamble"]["text"].endswith("предписываю:")
    assert [p["eid"] for p in act["provisions"]] == ["point_1", "point_2"]


CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "ru-acts-2018"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus/ru-acts-2018 is not here")
def test_identity_of_the_corpus() -> None:
    """Date, number and title against the index, read there by simple patterns that know nothing of the grammar."""
    months = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
              "ноября", "декабря"]
    wrong = []
    for row in json.loads((CORPUS / "index.json").read_text(encoding="utf-8")):
        work = build.build(text.decode((CORPUS / row["file"]).read_bytes()), steps=()).work
        head, _, title = row["title"].partition('"')
        day = re.search(r"от (\d+) (\w+) (\d{4})", head)
        date = f"{day[3]}-{months.index(day[2]) + 1:02d}-{int(day[1]):02d}" if day else None
        number = re.search(r"(?:[N№] ?)(\d[^\s\"]*)|(\d+-ФЗ) N", head)
        assert number is not None, row["title"]
        title = title.strip().removesuffix('"').split(" Принят")[0]
        same = (work.title or "").rstrip('"').strip() == title.rstrip('"').strip()
        if (work.date, work.number) != (date, number[1] or number[2]) or not same or not work.kind or not work.author:
            wrong.append((row["file"], work, date, number.group()))
    assert wrong == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus/ru-acts-2018 is not here")
def test_corpus_is_covered_and_comes_back() -> None:
    for path in sorted(CORPUS.glob("*.txt")):
        source = text.decode(path.read_bytes())
        assert build.build(source, steps=()).coverage >= 0.95
        assert build.text_of(source) == path.read_bytes()


def test_heading_on_its_own_line() -> None:
    provisions = read("Статья 1\nСлова.\nГлава 5.\nЗаключительные положения\nСтатья 9. Имя").provisions
    assert [p.heading for p in provisions] == [None, "Заключительные положения"]


def test_number_inside_the_words() -> None:
    words = 'Article 1\nBring changes:\n1) in Item 2 the word "a" be replaced;\nTo add 2) with Item 2.1:\n"2.1. Text.".'
    units = {p.eid: p for p in walk(read(words).provisions)}
    assert units["art_1__point_2"].text == "To add 2) with Item 2.1:"
    assert units["art_1__point_2__qstr_1__point_2.1"].quoted
    assert "number-displaced" in codes(words)


def test_appendix_of_an_appendix() -> None:
    foot = ("\nМинистр обороны\nРоссийской Федерации\nгенерал армии    С.Шойгу\n"
            "Приложение\nк приказу\nот 5 мая 2018 г. № 3\n")
    act = "ПРИКАЗ\nот 5 мая 2018 г. № 3\nп р и к а з ы в а ю:\n1. Слова." + foot
    act += "ПОРЯДОК\nвыплаты\nI. Общие положения\n1. Слова.\nПриложение № 1\nк Порядку\nФОРМА\n1. Фамилия"
    expression = read(act)
    assert expression.conclusions is not None
    assert expression.conclusions.text.endswith("С.Шойгу")
    units = {p.eid: p for p in walk(expression.provisions)}
    assert units["att_1"].heading == "ПОРЯДОК выплаты"
    assert {"point_1", "att_1__sec_I", "att_1__point_1", "att_1__att_1__point_1"} <= set(units)


@pytest.mark.parametrize("line", [
    '"оператор" - лицо, именуемое "оператором связи";', '"сеть" - то же, что "система".',
    "«оператор» - лицо, именуемое «оператором связи»;", '"договор" (далее - "акт") - соглашение "сторон".'])
def test_definitions_are_no_quotations(line: str) -> None:
    units = walk(read(f"Статья 2. Понятия\n1. Используются понятия:\n{line}\n2. Слова.").provisions)
    assert [(p.eid, p.quoted) for p in units] == [
        ("art_2", False), ("art_2__part_1", False), ("art_2__part_1__al_2", False), ("art_2__part_2", False)]
    assert units[2].text == line


def test_definition_in_a_quotation_is_quoted() -> None:
    act = 'Статья 1\nДополнить абзацем следующего содержания:\n"оператор" - лицо, оказывающее услуги;".\nСтатья 2\nСлова.'
    (unit,) = [p for p in walk(read(act).provisions) if p.quoted]
    assert unit.text == 'оператор" - лицо, оказывающее услуги;'


@pytest.mark.parametrize("words", [
    "Рецепт борща\n\nИнгредиенты:\n1. Свекла, две штуки\n2. Капуста\nВсё почистить.\n3. Варить час.\nПодавать.",
    "Borscht recipe\n\nIngredients:\n1. Beetroot\n2. Cabbage\nPeel everything well.\n3. Boil for an hour.\nServe."])
def test_a_recipe_is_no_act(words: str) -> None:
    expression = read(words)
    assert {p.kind for p in expression.provisions} == {"unrecognised"}
    assert expression.coverage == 0
    assert [d.code for d in expression.diagnostics] == ["act-not-found"]


def test_an_excerpt_that_speaks_law_is_an_act() -> None:
    assert eids("из закона\n1. Граждане вправе обратиться в суд.\n2. Суд рассматривает дело.")[1:] == ["point_1", "point_2"]


def test_hard_line_breaks_make_one_paragraph() -> None:
    broken = "Объявить с 21 сентября\nчастичную мобилизацию граждан\nна военную службу."
    units = read(f"{DECREE}1. {broken}\n2. Слова.{FOOT}").provisions
    assert [p.eid for p in units] == ["point_1", "point_2"]
    assert units[0].text == broken


def test_columns_by_tabs_are_a_table() -> None:
    words = DECREE + "1. Утвердить нормы:\nдолжность\tоклад\tнадбавка\nсолдат\t10 000\t5\n2. Слова." + FOOT
    tables = [p for p in walk(read(words).provisions) if p.kind == "table"]
    assert [p.text for p in tables] == ["должность\tоклад\tнадбавка\nсолдат\t10 000\t5"]


def test_a_mark_lost_inside_a_quotation_is_doubtful() -> None:
    act = ('1. Дополнить пунктом 5 следующего содержания:\n"5. В Законе "О связи исключить слова.".\n'
           "2. Указ вступает в силу.")
    assert eids(act) == ["point_1", "point_1__qstr_1__point_5", "point_2"]
    assert codes(act) == ["quote-doubtful"]


@pytest.mark.parametrize(("mark", "number"), [("<1>", "1"), ("¹", "1"), ("²³", "23")])
def test_footnotes_are_no_words_of_the_provision_above(mark: str, number: str) -> None:
    """As the converters of DOCX, RTF and HTML leave them: at the end of the text, in lines of their own."""
    units = walk(read(f"{DECREE}1. Слова.\n2. Слова{mark}.\n{mark} Собрание законодательства, 2018, N 5.").provisions)
    assert [(p.eid, p.text) for p in units[1:]] == [
        ("point_2", f"Слова{mark}."), (f"point_2__footnote_{number}", "Собрание законодательства, 2018, N 5.")]
