"""Grammars: Lark analyses a .lark file once (LALR, strict: no conflict passes); a small driver runs its tables.

The driver exists because law is prose with islands of strict form: ``island`` reads as far as the
grammar reaches and reports where it stopped, which a whole-input parser cannot do. Tokens are the
caller's (no grammar looks at characters), so one driver serves lines, words and rule files alike.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from decreelex import resources, snapshot

END = "$END"


class TokenLike(Protocol):
    """What the driver needs to know of a token: its terminal's name."""

    @property
    def type(self) -> str: ...


class Rule(msgspec.Struct, frozen=True, array_like=True):
    """One production: the symbol it makes, the action's name, and what to do with its parts."""

    origin: str
    action: str
    size: int
    dropped: tuple[int, ...]
    expand1: bool


class Tables(msgspec.Struct, frozen=True):
    """LALR tables: ``states[s][symbol]`` is a state to go to (>= 0), or ``-1 - rule`` to reduce."""

    name: str
    states: tuple[dict[str, int], ...]
    rules: tuple[Rule, ...]
    start: int
    accept: int


Actions = Mapping[str, Callable[[list[Any]], Any]]


class ParseError(Exception):
    """Token ``index`` does not fit; ``expected`` names the terminals that would have (sorted)."""

    def __init__(self, index: int, expected: Sequence[str]) -> None:
        super().__init__(f"token {index}: expected {', '.join(expected)}")
        self.index = index
        self.expected = tuple(expected)


class Grammar:
    """A compiled grammar. Immutable; safe to share between threads."""

    def __init__(self, tables: Tables) -> None:
        self.name = tables.name
        self._states = tables.states
        self._rules = tables.rules
        self._start = tables.start
        self._accept = tables.accept
        self.terminals = frozenset(s for row in tables.states for s in row if s.isupper() or s == END)
        self.first = frozenset(s for s in tables.states[tables.start] if s in self.terminals)

    def parse(self, tokens: Sequence[TokenLike], actions: Actions) -> Any:
        """Return the value of the whole token sequence. Raises ParseError at the first token that does not fit."""
        stack, values = [self._start], list[Any]()
        for index, token in enumerate(tokens):
            if not self._shift(stack, values, token.type, token, actions):
                raise ParseError(index, self._expected(stack))
        return self._finish(stack, values, len(tokens), actions)

    def island(self, tokens: Sequence[TokenLike], start: int, actions: Actions, *,
               reach: int | None = None) -> tuple[Any, int] | None:
        """Return the value and the end of the longest stretch from ``start`` that is a sentence of the grammar.

        None where no stretch is. Time is linear in the stretch read; ``reach``: how many tokens are read at most past
        the start, or past the last end found, in the hope of a longer stretch.
        """
        best = self._reaches(tokens, start, reach)
        return None if best < 0 else (self._replay(tokens[start:best], actions), best)

    def _reaches(self, tokens: Sequence[TokenLike], start: int, reach: int | None) -> int:
        """Return the end of the longest stretch, or -1. States only: nothing is built of what may be given up."""
        states, rules = self._states, self._rules
        stack = [self._start]
        best, at, total = -1, start, len(tokens)
        while True:
            if at > start and self._accepts(stack):
                best = at
            if at >= total or (reach is not None and at - max(best, start) >= reach):
                return best
            kind = tokens[at].type
            step = states[stack[-1]].get(kind)
            while step is not None and step < 0:
                rule = rules[-1 - step]
                if rule.size:
                    del stack[-rule.size :]
                stack.append(states[stack[-1]][rule.origin])
                step = states[stack[-1]].get(kind)
            if step is None:
                return best
            stack.append(step)
            at += 1

    def _replay(self, tokens: Sequence[TokenLike], actions: Actions) -> Any:
        """Return the value of tokens that are known to be a sentence."""
        states, rules = self._states, self._rules
        stack: list[int] = [self._start]
        values: list[Any] = []
        for token in tokens:
            kind = token.type
            while (step := states[stack[-1]][kind]) < 0:
                self._reduce(stack, values, rules[-1 - step], actions)
            stack.append(step)
            values.append(token)
        while stack[-1] != self._accept:
            self._reduce(stack, values, rules[-1 - states[stack[-1]][END]], actions)
        return values[-1]

    def _shift(self, stack: list[int], values: list[Any], kind: str, value: Any, actions: Actions) -> bool:
        states = self._states
        if self._accept_path_missing(stack, kind):
            return False
        while True:
            step = states[stack[-1]][kind]
            if step >= 0:
                stack.append(step)
                values.append(value)
                return True
            self._reduce(stack, values, self._rules[-1 - step], actions)

    def _accept_path_missing(self, stack: list[int], kind: str) -> bool:
        """Return whether ``kind`` cannot come next. Looks before it reduces, so a refusal changes nothing."""
        step = self._states[stack[-1]].get(kind)
        if step is None:
            return True
        if step >= 0:
            return False
        return self._simulate(list(stack), kind) is None

    def _simulate(self, stack: list[int], kind: str) -> int | None:
        """Run reductions on a copy of the state stack; return the state in which ``kind`` is shifted."""
        states, rules = self._states, self._rules
        while True:
            if kind == END and stack[-1] == self._accept:
                return self._accept
            step = states[stack[-1]].get(kind)
            if step is None:
                return None
            if step >= 0:
                return step
            rule = rules[-1 - step]
            if rule.size:
                del stack[-rule.size :]
            stack.append(states[stack[-1]][rule.origin])

    def _accepts(self, stack: list[int]) -> bool:
        return END in self._states[stack[-1]] and self._simulate(list(stack), END) is not None

    def _finish(self, stack: list[int], values: list[Any], index: int, actions: Actions) -> Any:
        if not self._accepts(stack):
            raise ParseError(index, self._expected(stack))
        while stack[-1] != self._accept:
            self._reduce(stack, values, self._rules[-1 - self._states[stack[-1]][END]], actions)
        return values[-1]

    def _reduce(self, stack: list[int], values: list[Any], rule: Rule, actions: Actions) -> None:
        size = rule.size
        if size == 1 and not rule.dropped and type(values[-1]) is not _Many:
            stack.pop()
            stack.append(self._states[stack[-1]][rule.origin])
            if not rule.expand1:
                values[-1] = _value(rule, [values[-1]], actions)
            elif rule.origin[0] == "_":
                values[-1] = _Many((values[-1],))
            return
        parts = values[-size:] if size else []
        if size:
            del stack[-size:]
            del values[-size:]
        if rule.dropped:
            parts = [part for i, part in enumerate(parts) if i not in rule.dropped]
        if parts and type(parts[0]) is _Many and rule.origin[0] == "_":
            head = parts[0]  # a repetition grows in place: copying it at every step would be quadratic
            for part in parts[1:]:
                head.extend(part) if type(part) is _Many else head.append(part)
            parts = head
        elif _Many in map(type, parts):
            parts = [one for part in parts for one in (part if type(part) is _Many else (part,))]
        stack.append(self._states[stack[-1]][rule.origin])
        values.append(_value(rule, parts, actions))

    def _expected(self, stack: list[int]) -> list[str]:
        row = self._states[stack[-1]]
        return sorted(s for s in row if s in self.terminals and not self._accept_path_missing(stack, s))


class _Many(list[Any]):
    """Parts of a repetition or of a rule named with an underscore: spliced into the rule above."""


def _value(rule: Rule, parts: list[Any], actions: Actions) -> Any:
    if rule.origin[0] == "_":
        return parts if type(parts) is _Many else _Many(parts)
    if rule.expand1 and len(parts) == 1:
        return parts[0]
    action = actions.get(rule.action)
    return action(parts) if action else (rule.action, parts)


@functools.cache
def load(name: str, start: str = "start") -> Grammar:
    """Return grammar/<name>.lark compiled for a start symbol; tables come from the snapshot when it is fresh."""
    return Grammar(snapshot.cached(f"grammar.{name}.{start}", Tables, lambda: compile_file(name, start)))


def compile_file(name: str, start: str) -> Tables:
    """Analyse grammar/<name>.lark with Lark. Raises lark's GrammarError for a conflict or a fault in the file."""
    path = resources.folder("grammar") / f"{name}.lark"
    return compile_text(path.read_text(encoding="utf-8"), start, name=name)


def compile_text(source: str, start: str = "start", *, name: str = "text") -> Tables:
    """Analyse the text of a grammar with Lark and return its tables."""
    import lark

    class NoLexer(lark.lexer.Lexer):
        """Stands where Lark wants a lexer; tokens never come from Lark."""

        def __init__(self, *_: object) -> None: ...

        def lex(self, *_: object) -> Any: ...

    grammar = lark.Lark(source, parser="lalr", lexer=NoLexer, start=start, strict=True, maybe_placeholders=False,
                        import_paths=[str(resources.folder("grammar"))])
    data, memo = grammar.memo_serialize([lark.lexer.TerminalDef, lark.grammar.Rule])
    return _tables(name, start, data["parser"]["parser"], memo)


def _tables(name: str, start: str, table: dict[str, Any], memo: dict[int, Any]) -> Tables:
    symbols = table["tokens"]
    order: dict[int, int] = {}
    rules: list[Rule] = []
    for key, value in memo.items():
        if value["__type__"] == "Rule":
            order[key] = len(rules)
            rules.append(_rule(value))
    states = tuple(
        {symbols[symbol]: arg if action == 0 else -1 - order[arg["@"]] for symbol, (action, arg) in row.items()}
        for _, row in sorted(table["states"].items())
    )
    return Tables(name, states, tuple(rules), table["start_states"][start], table["end_states"][start])


def _rule(value: dict[str, Any]) -> Rule:
    parts = value["expansion"]
    keep = value["options"]["keep_all_tokens"]
    dropped = tuple(
        i for i, part in enumerate(parts)
        if not keep and (part.get("filter_out") or (part["__type__"] == "Terminal" and part["name"].startswith("_")))
    )
    origin = value["origin"]["name"]
    return Rule(origin, value["alias"] or origin, len(parts), dropped, value["options"]["expand1"])
