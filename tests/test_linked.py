"""JSON-LD: the documents that two small acts must give, written by hand, and read back with a JSON parser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

import decreelex
from decreelex import api
from decreelex.cli import cli

AMENDING = """УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О сроке

1. В пункте 1 Указа Президента Российской Федерации от 24 сентября 2022 г. № 664 "О сроке" слова "один год" заменить словами \
"два года".
2. Признать утратившим силу Указ Президента Российской Федерации от 1 мая 2020 г. № 300 "О мерах".
3. Настоящий Указ вступает в силу с 5 октября 2022 г.

Президент Российской Федерации

Москва, Кремль
5 октября 2022 года
№ 712
"""
BASE = "1. Срок составляет один год.\n2. Прочее.\n"
OWN, CHANGED, GONE = "/akn/ru/act/ukaz/2022-10-05/712", "/akn/ru/act/ukaz/2022-09-24/664", "/akn/ru/act/ukaz/2020-05-01/300"
PART = ["Legislation", "eli:LegalResourceSubdivision"]


def part(iri: str, eid: str, name: str, text: str) -> dict[str, Any]:
    return {"@id": f"{iri}/~{eid}", "@type": PART, "eli:id_local": eid, "name": name, "text": text}


def lines(start: str) -> str:
    return next(line.partition(" ")[2] for line in AMENDING.splitlines() if line.startswith(start))


def test_an_amending_act() -> None:
    found = json.loads(json.dumps(api.to_jsonld(decreelex.parse(AMENDING))))
    context = found.pop("@context")
    assert found == {
        "@id": OWN,
        "@type": ["Legislation", "eli:LegalResource"],
        "legislationIdentifier": OWN,
        "name": "О сроке",
        "legislationType": "ukaz",
        "legislationDate": "2022-10-05",
        "legislationPassedBy": {"@type": "Organization", "identifier": "president"},
        "legislationJurisdiction": "RU",
        "eli:number": "712",
        "legislationChanges": [CHANGED],
        "legislationRepeals": [GONE],
        "eli:amends": [CHANGED],
        "eli:repeals": [GONE],
        "eli:cites": [f"{CHANGED}/~point_1", GONE],
        "workExample": {
            "@id": f"{OWN}/rus@2022-10-05",
            "@type": ["LegislationObject", "eli:LegalExpression"],
            "eli:realizes": OWN,
            "inLanguage": "ru",
            "legislationDateVersion": "2022-10-05",
            "hasPart": [part(OWN, f"point_{n}", f"{n}.", lines(f"{n}. ")) for n in (1, 2, 3)],
        },
    }
    assert context["@vocab"] == "https://schema.org/"
    assert context["eli"] == "http://data.europa.eu/eli/ontology#"
    assert context["legislationChanges"] == context["eli:amends"] == {"@type": "@id"}


def test_a_consolidated_act() -> None:
    made = decreelex.apply(BASE, AMENDING)
    found = json.loads(json.dumps(api.to_jsonld(made)))
    del found["@context"]
    assert found == {
        "@id": CHANGED,
        "@type": ["Legislation", "eli:LegalResource"],
        "legislationIdentifier": CHANGED,
        "eli:amended_by": [OWN],
        "legislationJurisdiction": "RU",
        "workExample": {
            "@id": f"{CHANGED}/rus@2022-10-05",
            "@type": ["LegislationObject", "eli:LegalExpression"],
            "eli:realizes": CHANGED,
            "inLanguage": "ru",
            "legislationDateVersion": "2022-10-05",
            "legislationConsolidates": CHANGED,
            "hasPart": [part(CHANGED, "point_1", "1.", "Срок составляет два года."), part(CHANGED, "point_2", "2.", "Прочее.")],
        },
    }


def test_an_act_repealed_as_a_whole() -> None:
    text = AMENDING.replace("Признать утратившим силу Указ Президента Российской Федерации от 1 мая 2020 г. № 300 \"О мерах\"",
                            "Признать утратившим силу Указ Президента Российской Федерации от 24 сентября 2022 г. № 664 \"О сроке\"")
    order = text.replace("1. В пункте 1", "1. Прочее.\n1.1. В пункте 9")
    found = api.to_jsonld(decreelex.apply(BASE, order))
    assert (found["eli:repealed_by"], found["legislationLegalForce"]) == (OWN, "https://schema.org/NotInForce")
    assert found["workExample"]["hasPart"][0]["text"] == "Срок составляет один год."


def test_a_point_in_time_says_how_long_it_holds_and_whether_it_is_in_force() -> None:
    found = api.to_jsonld(api.consolidate("/akn/ru/act/code/1996-06-13/63-fz", "2022-09-24"))
    assert "legislationLegalForce" not in found  # when the Code took effect is not to hand
    assert found["workExample"]["temporalCoverage"] == "2022-09-24/.."
    assert found["eli:amended_by"] == ["/akn/ru/act/fz/2022-09-24/365-fz"]
    decree = api.to_jsonld(api.consolidate("/akn/ru/act/ukaz/2022-09-24/664", "2022-09-30"))
    assert decree["legislationLegalForce"] == "https://schema.org/InForce"


def test_an_act_without_identity_claims_none() -> None:
    found = api.to_jsonld(decreelex.parse("1. Прочее."))
    assert "@id" not in found
    assert "@id" not in found["workExample"]
    assert found["workExample"]["hasPart"] == [{"@type": PART, "eli:id_local": "point_1", "name": "1.", "text": "Прочее."}]


def test_the_commands(tmp_path: Path) -> None:
    base, act = tmp_path / "base.txt", tmp_path / "act.txt"
    base.write_text(BASE, encoding="utf-8")
    act.write_text(AMENDING, encoding="utf-8")
    for command in (["parse", str(act)], ["apply", str(base), str(act)],
                    ["consolidate", "/akn/ru/act/code/1996-06-13/63-fz", "--at", "2022-09-24"]):
        done = CliRunner().invoke(cli, [*command, "--format", "jsonld"])
        assert done.exit_code == 0
        assert json.loads(done.stdout)["@type"] == ["Legislation", "eli:LegalResource"]
