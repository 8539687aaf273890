"""Answers, an act and timelines made up to be rendered: their wording is the tests' own."""

from __future__ import annotations

from decreelex.errors import Diagnostic, Note
from decreelex.model import (
    Answer,
    Asked,
    Assumption,
    Band,
    Block,
    DefeatedClaim,
    Effect,
    Expression,
    Finding,
    Proof,
    Provision,
    Quotation,
    SourceInfo,
    Timeline,
    TimelineEntry,
    When,
    Work,
)
from decreelex.span import Span

DECREE = "/akn/ru/act/ukaz/2022-09-21/647"
PLENUM = "/akn/ru/doc/plenum-vs/2023-05-18/11"
SCOPE = "acts that end or repeal decree 647"
POINT_1 = Quotation(
    DECREE,
    "point_1",
    "Объявить с 21 сентября 2022 г. в Российской Федерации частичную мобилизацию.",
    Span(400, 476),
    "texts/ukaz-647-2022.rus.txt",
    "compiled",
)
PERIOD = Quotation(
    PLENUM,
    "point_2",
    "периоды мобилизации (общей или частичной) начинаются с даты и времени, установленных указом Президента, "
    "и завершаются датой и временем отмены",
    Span(0, 140),
    "texts/plenum-11-2023-periods.rus.txt",
    "excerpt",
)
STATUTE = Quotation("/akn/ru/act/fz/1997-02-26/31-fz", "art_4", None, None, None, "absent")


def answer(**changes: object) -> Answer:
    declared = Proof("d1", "decree 647 declares it from 21 September 2022", "fact", sources=(POINT_1,))
    commenced = Proof("c1", "decree 647 is in force since 21 September 2022", "commencement/1", premises=(declared,))
    begun = Proof(
        "b1",
        "the partial mobilization declared by decree 647 began on 21 September 2022",
        "begins/1",
        "Plenum ruling No. 11, point 2",
        False,
        (declared, commenced),
        (PERIOD,),
    )
    may_end = Proof("m1", "the author of decree 647 may end it", "competence/1", "Mobilization Act, art. 4", True, (), (STATUTE,))
    none = Proof("n1", f"nothing known establishes that it ended, over the register “{SCOPE}”", "absence", "the project's brief")
    proof = Proof(
        "r1",
        "the partial mobilization declared by decree 647 is running",
        "status/16",
        None,
        False,
        (begun, may_end, none),
    )
    fields: dict[str, object] = {
        "question": Asked(
            "mobilization.ended",
            "Is the partial mobilization declared by decree 647 formally ended?",
            {"regime": "ru/mobilization/2022"},
        ),
        "verdict": "no",
        "status": "running",
        "certain": True,
        "as_of": "2023-05-18",
        "known_at": "2023-06-01",
        "doctrine": "formal-act",
        "because": "Decree 647 started it on 21 September 2022, and no act known through 30 September 2025 ends it.",
        "proof": proof,
        "defeated": (
            DefeatedClaim(
                "the call-up is completed; no further measures are planned",
                "S. Shoigu, Minister of Defence",
                "a statement is no legal act",
                "shoigu",
                "2022-10-28",
            ),
            DefeatedClaim(
                "a decree is not needed",
                "D. Peskov, presidential spokesman",
                "a statement is no legal act and has no force against the decree",
                "peskov",
                "2022-11-01",
            ),
        ),
        "assumptions": (Assumption(SCOPE, "2025-09-30", "the project's brief of September 2025"),),
        "missing": (
            "an act of the President that cancels or terminates the mobilization, in force",
            "an act that repeals decree 647 as a whole, in force",
        ),
    }
    return Answer(**{**fields, **changes})  # type: ignore[arg-type]


def uncertain() -> Answer:
    return answer(certain=False, as_of="2026-11-22", known_at="2026-11-22")


def status_only() -> Answer:
    return answer(verdict=None)


def findings() -> Answer:
    return answer(
        verdict=None,
        status=None,
        proof=None,
        defeated=(),
        assumptions=(),
        missing=(),
        answers=(
            Finding(15, "imprisonment for up to 15 years", "years", (POINT_1,)),
            Finding("second-way", "a second way"),
        ),
    )


RUSSIAN_LABEL = "частичная мобилизация (Указ № 647)"


def timeline() -> Timeline:
    entries = (
        TimelineEntry(
            "2022-09-21",
            "act",
            "decree 647 declares partial mobilization from 21 September 2022",
            DECREE,
            POINT_1,
            "decree 647 is in force since 21 September 2022",
        ),
        TimelineEntry(
            "2022-10-18",
            "statement",
            "D. Peskov, presidential spokesman: no decree completing mobilization has been signed",
            note="mk.ru",
        ),
        TimelineEntry(
            "2022-10-28",
            "statement",
            "S. Shoigu, Minister of Defence: the call-up is completed; no further measures are planned",
        ),
        TimelineEntry(
            "2022-10-28",
            "statement",
            "V. Putin, President: mobilization is completed",
            note="the project's brief; other sources have it only on 31.10.2022",
        ),
        TimelineEntry("2022-10-31", "statement", "Ministry of Defence: summonses stopped"),
        TimelineEntry("2022-10-31", "statement", "V. Putin, President: completed; will ask lawyers whether a decree is needed"),
        TimelineEntry("2022-11-01", "statement", "D. Peskov, presidential spokesman: a decree is not needed"),
        TimelineEntry("2022-12-30", "statement", "Presidential Administration: the decree continues to have effect"),
        TimelineEntry("2023-01-23", "statement", "D. Peskov: call-up stopped; other measures continue"),
        TimelineEntry("2023-05-18", "ruling", "Plenum of the Supreme Court, ruling No. 11", PLENUM, PERIOD),
        TimelineEntry("2025-09-30", "event", f"the register “{SCOPE}” is complete up to here"),
    )
    bands = (
        Band("not_started", "2022-08-22", "2022-09-21", True),
        Band("running", "2022-09-21", "2025-10-01", True),
        Band("running", "2025-10-01", None, False),
    )
    return Timeline("ru/mobilization/2022", "the partial mobilization declared by decree 647", "2026-11-22", entries, bands)


def emergency() -> Timeline:
    entries = (
        TimelineEntry("1993-10-03", "act", "Указ № 1575 вводит чрезвычайное положение в г. Москве до 16:00 10 октября 1993 г."),
        TimelineEntry(
            "1993-10-09",
            "act",
            "Указ № 1615 продлевает его до 05:00 18 октября 1993 г.",
            note="действует с момента подписания",
        ),
    )
    bands = (
        Band("not_started", "1993-09-03", "1993-10-03T16:00", True),
        Band("running", "1993-10-03T16:00", "1993-10-18T05:00", True),
        Band("ended", "1993-10-18T05:00", None, True),
    )
    return Timeline("ru/emergency/1993", "чрезвычайное положение в городе Москве (Указ № 1575)", "2026-11-22", entries, bands)


TEXT = (
    "УКАЗ\n\n1. Объявить с 21 сентября 2022 г. частичную мобилизацию.\n5. Основания:\nа) по возрасту.\n"
    "7. Для служебного пользования.\n"
)


def expression() -> Expression:
    def unit(eid: str, num: str, words: str, **more: object) -> Provision:
        at = TEXT.index(words)
        kind = eid.rsplit("__", 1)[-1].split("_", maxsplit=1)[0]
        own = Span(at, at + len(words))
        return Provision(eid, kind, num, None, words, own, own, **more)  # type: ignore[arg-type]

    first = "Объявить с 21 сентября 2022 г. частичную мобилизацию."
    span = Span(TEXT.index(first), TEXT.index(first) + len(first))
    effect = Effect("declaration", span, first, "mobilization", "partial", When("2022-09-21", span, "с 21 сентября 2022 г."))
    units = (
        unit("point_1", "1.", first, effects=(effect,)),
        unit("point_5", "5.", "Основания:", children=(unit("point_5__item_а", "а)", "по возрасту."),)),
        unit("point_7", "7.", "Для служебного пользования.", published=False),
    )
    return Expression(
        Work(
            DECREE,
            "ukaz",
            "647",
            "2022-09-21",
            "president",
            "Об объявлении частичной мобилизации в Российской Федерации",
        ),
        "rus",
        SourceInfo("ukaz.txt", "0" * 64, len(TEXT)),
        Block(Span(0, 4), "УКАЗ"),
        None,
        units,
        None,
        (Diagnostic("list-empty", "warning", "a list is announced", units[1].span),),
        0.98,
    )


DIAGNOSTICS = (
    Diagnostic(
        "unknown-date",
        "error",
        "there is no day 31 in September",
        Span(TEXT.index("21 сентября"), TEXT.index("21 сентября") + 11),
        (Note("the month is named here", Span(TEXT.index("сентября"), TEXT.index("сентября") + 8)),),
        ("write 30 сентября",),
    ),
    Diagnostic("list-empty", "warning", "a list is announced and none follows"),
)
