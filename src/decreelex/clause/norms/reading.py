"""The norms of a provision, and of a whole tree of provisions: a list's items complete the sentence above them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from decreelex.clause.dates import short
from decreelex.clause.norms import english, sentences
from decreelex.clause.norms.classes import classes
from decreelex.clause.norms.marking import norm_of, penalty_marks, phrase_marks, settle
from decreelex.clause.norms.phrases import MAIN, NOUN_PHRASES, join_nouns, join_parts, join_remarks
from decreelex.clause.norms.said import RANK, Sentence
from decreelex.clause.norms.single import mark, words_marks
from decreelex.clause.norms.structs import Lead, Link, Mark, Norm, NormReading, ProvisionNorms
from decreelex.clause.norms.tokens import Word, words_of
from decreelex.model import Citation, Expression, Provision
from decreelex.span import Span


def read_norms(text: str, span: Span, language: str, *, lead: Lead | None = None, citations: bool = True) -> NormReading:
    """Read the words ``text[span]`` of one provision as norms.

    ``language``: rus or eng (also ru, en). ``lead``: ``NormReading.lead`` of the unit above, whose sentence this unit
    completes. ``citations``: whether citations are joined first (without them numbers of provisions may be taken for
    quantities). All spans are code points of ``text``. Time is linear in the length of the words.
    """
    tongue = short(language)
    words, found = words_of(text, span, tongue, citations=citations)
    joined = join_nouns(text, words, tongue)
    marks: list[Mark] = [*words_marks(text, words, found, tongue), *phrase_marks(text, joined, classes(tongue))]
    norms: list[Norm] = []
    following: Lead | None = None
    penal = classes(tongue).penal
    for sentence in _sentences(text, join_remarks(text, joined)):
        said, norm, more = _read(text, sentence, tongue, lead if not norms else None)
        if norms and sentence[0].type == "ABBREVIATES":
            norm = msgspec.structs.replace(norm, type="procedure")  # only a remark on what was said before
        norms.append(norm)
        marks += more
        if sentence[-1].type == "COLON":
            following = Lead(said.type, said.modality, norm.bearer, norm.conditions, said.recommends,
                             _opened(sentence), norm.deadlines, norm.others,
                             len(sentence) > 1 and sentence[-2].type == "REL", norm.modal)
    if any(word.lemma in penal or word.type == "PUNISHED" for word in words):
        marks += penalty_marks(text, span, tongue)
    kept = settle(_bound(marks, norms) if any(word.type in MAIN for word in words) else marks)
    return _reading(text, tuple(norms), kept, following, found)


def _opened(words: Sequence[Word]) -> bool:
    """Return whether the verb is left to the list: the modal word stands before the colon, or before what is set off."""
    at = max((n for n, word in enumerate(words) if word.type in ("MODAL", "TO")), default=-1)
    return at >= 0 and words[at + 1].type in (("COLON", "COMMA") if words[at].type == "MODAL" else ("COLON",))


def _read(text: str, words: list[Word], language: str, lead: Lead | None) -> tuple[Sentence, Norm, list[Mark]]:
    known = classes(language)
    open_end = words[-1].type == "DASH"
    words = join_parts(text, words, crime=open_end and language == "ru")
    said = sentences.read(words, known, sentences.READERS if language == "ru" else english.ENGLISH)
    marks: list[Mark] = []
    if _defines(words):
        said = Sentence("definition", None)
        at = next(n for n, word in enumerate(words) if word.type == "DASH")
        last = at - 2 if words[at - 1].type == "REMARK" and at > 1 else at - 1
        marks.append(mark(text, "TERM", words[0].start, words[last].end))
    elif said.type == "definition":
        marks += _defined(text, words, language)
    elif open_end:
        acts = () if language == "ru" else tuple(english.offences(words, known))
        said = Sentence("sanction", None, acts=acts)
    if lead is not None and lead.opened and said.modality is None and english.begins_with_verb(words):
        said = Sentence("obligation", "obligation", 0, action=0, modal=english.first_place(words[0]))
    binds = lead is not None and (lead.bearer is not None or lead.type in _LIMITING)
    completes = binds and said.modality is not None and said.bearer < 0
    if lead is not None and (lead.recommends or lead.relative) and said.type in _ORDERED:
        said, completes = Sentence("procedure", None, recommends=lead.recommends), False
    if lead is not None and lead.type == "amendment" and said.modality is None and said.type in ("procedure", "reference"):
        said = said._replace(type="amendment" if words[-1].type == "COLON" else said.type)
    if completes and lead is not None and said.type in _ORDERED and lead.modality is not None:
        said = said._replace(type=lead.type, modality=lead.modality, negated=said.type == "prohibition")
    if completes:
        said = said._replace(within=None)
    norm, more = norm_of(text, words, said, known)
    if completes and lead is not None:
        norm = msgspec.structs.replace(norm, bearer=lead.bearer, others=lead.others,
                                      inherited=lead.bearer is not None,
                                      modal=lead.modal if lead.type == "exemption" else norm.modal,
                                      conditions=(*lead.conditions, *norm.conditions),
                                      deadlines=(*lead.deadlines, *norm.deadlines))
    return said, norm, [*marks, *more]


_LIMITING = frozenset({"prohibition", "permission", "exemption", "right"})  # what these say of a list holds whoever is meant
_ORDERED = frozenset({"declaration", "obligation", "prohibition"})  # what an item in the infinitive is by itself


def _defined(text: str, words: Sequence[Word], language: str) -> Iterator[Mark]:
    """Yield the term that "is understood" or "is" something: the noun phrase before the verb."""
    if language != "ru":
        place = english.term(words)
        yield from [mark(text, "TERM", *place)] if place else []
        return
    verb = next((n for n, word in enumerate(words) if word.type in ("MEANS", "FIN")), len(words))
    for word in words[:verb]:
        if word.type in ("S", "I", "B", "E"):
            yield mark(text, "TERM", word.start, word.end)
            return


def _defines(words: Sequence[Word]) -> bool:
    """Return whether a sentence says what a term means: noun phrase, dash, noun phrase."""
    at = next((n for n, word in enumerate(words) if word.type == "DASH"), -1)
    if at <= 0 or at + 1 >= len(words):
        return False
    before = [word.type for word in words[:at] if word.type not in ("REMARK", "SUB", "X")]
    if not 0 < len(before) <= _LONGEST or before[0] not in ("S", "B", "QUOTED", "E") or words[at + 1].type not in NOUN_PHRASES:
        return False
    return not any(kind in _SAYING for kind in before)


_LONGEST = 9  # phrases in a term
_SAYING = frozenset({"FIN", "INF", "MODAL", "SHORT", "CITE", "DATE", "NUM"})



def _sentences(text: str, words: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield sentences; what follows ``установить, что`` is one of its own."""
    sentence: list[Word] = []
    for at, word in enumerate(words):
        if word.type == "DOT" and not _ends(text, words, at):
            continue
        sentence.append(word)
        if word.type in ("DOT", "SEMI", "COLON", "DECREE_THAT"):
            if len(sentence) > 1 or word.type == "DECREE_THAT":
                yield sentence
            sentence = []
    if sentence:
        yield sentence


_OPENING = " \t\r\n\u00a0\"«„“(["


def _ends(text: str, words: Sequence[Word], at: int) -> bool:
    """Return whether a full stop ends a sentence: not after an initial or an abbreviation."""
    if at + 1 == len(words):
        return True
    before = words[at - 1].text if at else ""
    after = text[words[at].end : words[at + 1].end].lstrip(_OPENING)
    return len(before) > 1 and after[:1].isupper()


def _main(norms: Sequence[Norm]) -> Norm | None:
    """Return the norm that a provision is about: its first that does something; what is laid down as a fact
    (``Установить, что``) is what the rest of that sentence says, where it says more; who decides goes before who may."""
    doing = [norm for norm in norms if norm.type not in ("procedure", "reference")]
    if not doing:
        return max(norms, key=lambda norm: RANK[norm.type], default=None)
    laid_down = doing[0].action is None and doing[0].type == "declaration"
    if len(doing) > 1 and laid_down and RANK[doing[1].type] < RANK["obligation"]:
        return doing[1]
    if doing[0].type == "permission":
        return next((norm for norm in doing if norm.type == "delegation"), doing[0])
    return doing[0]


_UNBOUND = frozenset({"amendment", "commencement", "repeal", "declaration", "definition", "reference"})


def _bound(marks: list[Mark], norms: Sequence[Norm]) -> list[Mark]:
    """Return the marks; where a rule names no bearer, whoever acts in it is the one it binds or benefits."""
    if any(one.label == "BEARER" for one in marks) or not norms or norms[0].type in _UNBOUND or norms[0].bearer is not None:
        return marks
    return [msgspec.structs.replace(one, label="BEARER", attributes={}) if one.attributes.get("role") == "agent" else one
            for one in marks]


def _reading(text: str, norms: tuple[Norm, ...], marks: tuple[Mark, ...], lead: Lead | None,
             found: Mapping[int, tuple[Citation, ...]]) -> NormReading:
    best = _main(norms)
    if best is None:
        return NormReading("reference" if found else "procedure", marks=marks, lead=lead)
    given = best.type in ("right", "declaration")  # something is done to the bearer
    bearer = _all_bound(text, best) if best.modality or best.type == "sanction" else None
    actor = None if given else bearer
    addressee = best.addressee.text if best.addressee else bearer if given else None
    return NormReading(best.type, actor, addressee, norms, marks, tuple(_links(norms, marks)), lead)


def _all_bound(text: str, norm: Norm) -> str | None:
    """Return the words that name whom a norm binds: the first with those beside it; of a list's item they stand above it."""
    if norm.bearer is None or norm.inherited:
        return norm.bearer.text if norm.bearer else None
    end = norm.bearer.span.end
    for one in norm.others:
        if not 0 <= one.span.start - end <= _BESIDE:
            break
        end = one.span.end
    return text[norm.bearer.span.start : end]


_BESIDE = 6  # characters between names that are joined: a comma, "and", "or"


def _links(norms: Sequence[Norm], marks: Sequence[Mark]) -> Iterator[Link]:
    """Yield bearer -> modality -> action, and condition, exception, deadline -> action."""
    where = {(one.label, one.span): at for at, one in enumerate(marks)}

    def at(one: Mark | None) -> int | None:
        return None if one is None else where.get((one.label, one.span))

    for norm in norms:
        bearer, modal, action = at(norm.bearer), at(norm.modal), at(norm.action)
        if bearer is not None and modal is not None:
            yield Link("bearer", bearer, modal)
        if modal is not None and action is not None:
            yield Link("action", modal, action)
        target = action if action is not None else modal
        for kind, some in (("condition", norm.conditions), ("exception", norm.exceptions), ("deadline", norm.deadlines)):
            for one in some:
                source = at(one)
                if source is not None and target is not None:
                    yield Link(kind, source, target)


def norms_of(expression: Expression, text: str | None = None, *, citations: bool = True) -> tuple[ProvisionNorms, ...]:
    """Return the reading of every provision of an expression that has words of its own, in order.

    ``text``: the source text, where spans of marks shall be those of the source; without it the provisions' own words
    are read, and the spans are moved to where they stand in the source.
    """
    return tuple(_walk(expression.provisions, expression.language, text, None, citations))


def _walk(provisions: Sequence[Provision], language: str, text: str | None, lead: Lead | None,
          citations: bool) -> Iterator[ProvisionNorms]:
    for one in provisions:
        below = lead
        if one.text:
            reading = _own(one, language, text, lead, citations)
            yield ProvisionNorms(one.eid, one.text_span, reading)
            below = reading.lead
        quoted = bool(one.children) and one.children[0].quoted and not one.quoted
        yield from _walk(one.children, language, text, None if quoted else below, citations)


def _own(one: Provision, language: str, text: str | None, lead: Lead | None, citations: bool) -> NormReading:
    if text is not None:
        return read_norms(text, one.text_span, language, lead=lead, citations=citations)
    start = one.text_span.start
    padded = read_norms(one.text, Span(0, len(one.text)), language, lead=lead and _lead_moved(lead, -start), citations=citations)
    return moved(padded, start)


def moved(reading: NormReading, by: int) -> NormReading:
    """Return a reading with all its marks moved by ``by`` code points."""

    def norm(one: Norm) -> Norm:
        return msgspec.structs.replace(
            one, span=one.span.shift(by), bearer=_shift(one.bearer, by), modal=_shift(one.modal, by),
            action=_shift(one.action, by), addressee=_shift(one.addressee, by), matter=_shift(one.matter, by),
            others=_shifted(one.others, by), conditions=_shifted(one.conditions, by), exceptions=_shifted(one.exceptions, by),
            deadlines=_shifted(one.deadlines, by))

    return msgspec.structs.replace(reading, norms=tuple(map(norm, reading.norms)), marks=_shifted(reading.marks, by),
                                   lead=reading.lead and _lead_moved(reading.lead, by))


def _shift(one: Mark | None, by: int) -> Mark | None:
    return one and msgspec.structs.replace(one, span=one.span.shift(by))


def _shifted(some: tuple[Mark, ...], by: int) -> tuple[Mark, ...]:
    return tuple(msgspec.structs.replace(one, span=one.span.shift(by)) for one in some)


def _lead_moved(lead: Lead, by: int) -> Lead:
    return msgspec.structs.replace(lead, bearer=_shift(lead.bearer, by), modal=_shift(lead.modal, by),
                                   others=_shifted(lead.others, by), conditions=_shifted(lead.conditions, by),
                                   deadlines=_shifted(lead.deadlines, by))
