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
_SHIFT = -1
_REMEMBERED = 1 << 14  # stacks of a grammar
End = tuple[int, int, tuple[int, ...]]  # token reached, length of the tape, the rules reduced if the input ends there


class TokenLike(Protocol):
    """What the driver needs to know of a token: its terminal's name."""

    @property
    def type(self) -> str:
        """The terminal's name, as the grammar has it."""


class Rule(msgspec.Struct, frozen=True, array_like=True):
    """One production: the symbol it makes, the action's name, and what to do with its parts.

    ``dropped``: places of the parts left out; ``plain``: no part is spliced; ``mute``: the value is the only part.
    """

    origin: str
    action: str
    size: int
    dropped: tuple[int, ...]
    expand1: bool
    plain: bool
    mute: bool


class Tables(msgspec.Struct, frozen=True):
    """LALR tables: ``states[s][symbol]`` is a state to go to (>= 0), or ``-1 - rule`` to reduce."""

    name: str
    states: tuple[dict[str, int], ...]
    rules: tuple[Rule, ...]
    start: int
    accept: int


class _Node:
    """A stack of states that was met: the rules reduced if the input ends (None: it may not), and where terminals lead.

    ``edges``: terminal -> what the tape says of it and the node after it; None where it does not fit.
    """

    __slots__ = ("closing", "edges", "stack")

    def __init__(self, stack: tuple[int, ...], closing: tuple[int, ...] | None) -> None:
        self.stack = stack
        self.closing = closing
        self.edges: dict[str, tuple[tuple[int, ...], _Node] | None] = {}


Actions = Mapping[str, Callable[[list[Any]], Any]]


class ParseError(Exception):
    """Token ``index`` does not fit; ``expected`` names the terminals that would have (sorted)."""

    def __init__(self, index: int, expected: Sequence[str]) -> None:
        super().__init__(f"token {index}: expected {', '.join(expected)}")
        self.index = index
        self.expected = tuple(expected)


class Grammar:
    """A compiled grammar. Safe to share between threads: what it remembers only saves work.

    A run writes a tape: ``_SHIFT`` for each token taken, else the number of the rule reduced. Values are made from the
    tape afterwards, so that nothing is built of what turns out to be no sentence. Prose repeats its forms: a stack of
    states met before knows where each terminal leads, so that a token costs one look-up.
    """

    def __init__(self, tables: Tables) -> None:
        self.name = tables.name
        self._states = tables.states
        self._rules = tables.rules
        self._sizes = tuple(rule.size for rule in tables.rules)
        self._origins = tuple(rule.origin for rule in tables.rules)
        self._units = tuple(_unit(row, tables.rules) for row in tables.states)
        self._start = tables.start
        self._accept = tables.accept
        self.terminals = frozenset(s for row in tables.states for s in row if s.isupper() or s == END)
        self.first = frozenset(s for s in tables.states[tables.start] if s in self.terminals)
        self._nodes: dict[tuple[int, ...], _Node] = {}
        self._root = self._node((tables.start,))

    def parse(self, tokens: Sequence[TokenLike], actions: Actions) -> Any:
        """Return the value of the whole token sequence. Raises ParseError at the first token that does not fit."""
        tape, ends, at = self._run(tokens, 0, None)
        if at < len(tokens) or not ends or ends[-1][0] < at:
            raise ParseError(at, self._expected(self._stack(tokens[:at])))
        return self._build(tokens, [*tape, *ends[-1][2]], actions)

    def island(self, tokens: Sequence[TokenLike], start: int, actions: Actions, *,
               reach: int | None = None) -> tuple[Any, int] | None:
        """Return the value and the end of the longest stretch from ``start`` that is a sentence of the grammar.

        None where no stretch is. Time is linear in the stretch read; ``reach``: how many tokens are read at most past
        the start, or past the last end found, in the hope of a longer stretch.
        """
        tape, ends, _ = self._run(tokens, start, reach)
        if not ends or ends[-1][0] == start:
            return None
        end, length, tail = ends[-1]
        return self._build(tokens[start:end], [*tape[:length], *tail], actions), end

    def stretch(self, tokens: Sequence[TokenLike], start: int, *, reach: int | None = None) -> int | None:
        """Return where the longest stretch from ``start`` that is a sentence ends, as ``island``; nothing is built of it."""
        _, ends, _ = self._run(tokens, start, reach)
        return ends[-1][0] if ends and ends[-1][0] > start else None

    def form(self, tokens: Sequence[TokenLike], start: int) -> str | None:
        """Return the action of the rule that the longest stretch from ``start`` is made by; nothing is built of it."""
        tape, ends, _ = self._run(tokens, start, None)
        if not ends or ends[-1][0] == start:
            return None
        _, length, tail = ends[-1]
        return self._rules[(tail or tape[:length])[-1]].action

    def _run(self, tokens: Sequence[TokenLike], start: int, reach: int | None) -> tuple[list[int], list[End], int]:
        """Take tokens from ``start`` while they fit. Return the tape, where a sentence may end, and the token reached."""
        node, tape, ends = self._root, list[int](), list[End]()
        at, total = start, len(tokens)
        limit = total if reach is None else min(total, start + reach)
        while True:
            if node.closing is not None:
                ends.append((at, len(tape), node.closing))
            if at >= limit:
                limit = min(total, ends[-1][0] + reach) if ends and reach is not None else at
                if at >= limit:
                    return tape, ends, at
            kind = tokens[at].type
            edge = node.edges[kind] if kind in node.edges else self._edge(node, kind)
            if edge is None:
                return tape, ends, at
            tape += edge[0]
            node = edge[1]
            at += 1

    def _edge(self, node: _Node, kind: str) -> tuple[tuple[int, ...], _Node] | None:
        """Return what the tape says of a terminal after a stack, and the node it leads to; None where it does not fit."""
        stack, tape = list(node.stack), list[int]()
        step = self._states[stack[-1]].get(kind)
        while step is not None and step < 0:
            self._reduced(stack, -1 - step, tape)
            step = self._states[stack[-1]].get(kind)
        edge = None
        if step is not None:
            stack.append(step)
            tape.append(_SHIFT)
            while (rule := self._units[stack[-1]]) >= 0:
                self._reduced(stack, rule, tape)
            edge = tuple(tape), self._node(tuple(stack))
        if len(self._nodes) < _REMEMBERED:
            node.edges[kind] = edge
        return edge

    def _node(self, stack: tuple[int, ...]) -> _Node:
        found = self._nodes.get(stack)
        if found is None:
            found = _Node(stack, self._closing(stack))
            if len(self._nodes) < _REMEMBERED:
                self._nodes[stack] = found
        return found

    def _closing(self, given: tuple[int, ...]) -> tuple[int, ...] | None:
        """Return the rules that are reduced where the input ends after a stack; None where it may not end."""
        stack, tape = list(given), list[int]()
        while stack[-1] != self._accept:
            step = self._states[stack[-1]].get(END)
            if step is None:
                return None
            tape.append(-1 - step)
            self._goto(stack, -1 - step)
        return tuple(tape)

    def _reduced(self, stack: list[int], rule: int, tape: list[int]) -> None:
        self._goto(stack, rule)
        if not self._rules[rule].mute:
            tape.append(rule)

    def _goto(self, stack: list[int], rule: int) -> None:
        """Reduce a rule: its origin takes the place of its parts."""
        if size := self._sizes[rule]:
            del stack[-size:]
        stack.append(self._states[stack[-1]][self._origins[rule]])

    def _build(self, tokens: Sequence[TokenLike], tape: list[int], actions: Actions) -> Any:
        """Return the value that the actions make of the tokens on a tape."""
        values: list[Any] = []
        rules, taken = self._rules, 0
        for step in tape:
            if step == _SHIFT:
                values.append(tokens[taken])
                taken += 1
            else:
                _reduce(values, rules[step], actions)
        return values[-1]

    def _stack(self, tokens: Sequence[TokenLike]) -> list[int]:
        """Return the states after tokens that fit, before anything is known of what follows."""
        stack = [self._start]
        for token in tokens:
            while (step := self._states[stack[-1]][token.type]) < 0:
                self._goto(stack, -1 - step)
            stack.append(step)
        return stack

    def _expected(self, stack: list[int]) -> list[str]:
        return sorted(s for s in self._states[stack[-1]] if s in self.terminals and self._fits(stack.copy(), s))

    def _fits(self, stack: list[int], kind: str) -> bool:
        """Return whether ``kind`` can come next (a state may know it only after other contexts)."""
        if kind == END:
            return self._closing(tuple(stack)) is not None
        while (step := self._states[stack[-1]].get(kind, 0)) < 0:
            self._goto(stack, -1 - step)
        return kind in self._states[stack[-1]]


def _unit(row: dict[str, int], rules: Sequence[Rule]) -> int:
    """Return the rule of one part that a state is reduced by whatever follows (but the end alone); -1 where there is none."""
    steps = set(row.values())
    rule = -1 - steps.pop() if len(steps) == 1 and row.keys() != {END} else -1
    return rule if rule >= 0 and rules[rule].size == 1 else -1


class _Many(list[Any]):
    """Parts of a repetition or of a rule named with an underscore: spliced into the rule above."""


def _reduce(values: list[Any], rule: Rule, actions: Actions) -> None:
    """Put the value of a rule in the place of its parts, the last of ``values``."""
    size = rule.size
    parts = values[-size:] if size else []
    if size:
        del values[-size:]
    if rule.dropped:
        parts = [part for i, part in enumerate(parts) if i not in rule.dropped]
    if not rule.plain:
        parts = _spliced(parts, rule)
    if rule.origin[0] == "_":
        values.append(parts if type(parts) is _Many else _Many(parts))
    elif rule.expand1 and len(parts) == 1:
        values.append(parts[0])
    else:
        action = actions.get(rule.action)
        values.append(action(parts) if action else (rule.action, parts))


def _spliced(parts: list[Any], rule: Rule) -> list[Any]:
    """Return the parts with repetitions and the parts of hidden rules in their places."""
    if parts and type(parts[0]) is _Many and rule.origin[0] == "_":
        head = parts[0]  # a repetition grows in place: copying it at every step would be quadratic
        for part in parts[1:]:
            head.extend(part) if type(part) is _Many else head.append(part)
        return head
    return [one for part in parts for one in (part if type(part) is _Many else (part,))]


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
    origin, expand1 = value["origin"]["name"], value["options"]["expand1"]
    plain = not any(part["__type__"] == "NonTerminal" and part["name"].startswith("_") for part in parts)
    mute = plain and expand1 and len(parts) == 1 and not dropped and not origin.startswith("_")
    return Rule(origin, value["alias"] or origin, len(parts), dropped, expand1, plain, mute)
