"""The citation graph of a corpus, from the tables of a run: acts, who cites and changes whom, what is dead.

A reference is dead where the act at hand has no such provision, or where an act of an earlier day repealed the target.
The tables say what the texts at hand say; an act that is not among them is a node with ``at_hand`` false.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from decreelex.errors import UsageError, fail

NODES = {"act": "string", "kind": "string", "date": "string", "title": "string", "at_hand": "bool", "cited_by": "int64",
         "cites": "int64", "regimes": "list<string>", "cycle": "int64"}
EDGES = {"source": "string", "target": "string", "citations": "int64", "modifications": "int64"}
DEAD = {"address": "string", "act": "string", "eid": "string", "target": "string", "target_eid": "string", "text": "string",
        "reason": "string"}
_CUT = frozenset({"not-at-hand", "text-truncated"})  # diagnostics of a text that is not the whole act
_CONTEXT = {"@vocab": "https://schema.org/", "eli": "http://data.europa.eu/eli/ontology#",
            "cites": {"@id": "eli:cites", "@type": "@id"},
            "changes": {"@id": "eli:changes", "@type": "@id"}, "date": "legislationDate", "title": "name"}


class Graph(msgspec.Struct, frozen=True):
    """Rows of nodes, edges and dead references; ``cycles``: how many groups of acts cite each other in a circle."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    dead: list[dict[str, Any]]
    cycles: int

    def most_cited(self, number: int = 10) -> list[dict[str, Any]]:
        """Return the acts that most acts cite."""
        return sorted(self.nodes, key=lambda node: (-node["cited_by"], node["act"]))[:number]

    def affecting(self) -> list[dict[str, Any]]:
        """Return the acts that begin, extend or end a regime."""
        return [node for node in self.nodes if node["regimes"]]


def read(folder: str) -> Graph:
    """Return the graph of the tables in ``folder`` (the output of a run). Raises UsageError where there are none."""
    if not list(Path(folder).glob("acts/*.parquet")):
        raise fail(UsageError, "no-tables", f"{folder} holds no tables of a bulk run",
                   suggestions=("decreelex bulk DIR --out TABLES", "decreelex graph --from-bulk TABLES"))
    acts: dict[str, dict[str, Any]] = {}
    for row in _rows(folder, "acts", ("act", "kind", "date", "title")):
        if row["act"]:
            acts.setdefault(row["act"], row)
    counts = _counted(folder)
    regimes = _regimes(folder)
    dead = list(_dead(folder, acts, _provisions(folder), _repealed(folder, acts)))
    edges = [{"source": source, "target": target, "citations": found[0], "modifications": found[1]}
             for (source, target), found in sorted(counts.items())]
    groups = _circles(edges)
    return Graph(_nodes(acts, edges, regimes, groups), edges, dead, len(set(groups.values())))


def _rows(folder: str, name: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, a part at a time."""
    import pyarrow.parquet as pq

    for path in sorted((Path(folder) / name).glob("*.parquet")):
        yield from pq.read_table(path, columns=list(columns)).to_pylist()


def _counted(folder: str) -> dict[tuple[str, str], list[int]]:
    """Return citations and modifications by (citing act, cited act); what an act says of itself is left out."""
    out: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for place, name in enumerate(("citations", "modifications")):
        for row in _rows(folder, name, ("act", "target")):
            if row["act"] and row["target"] and row["act"] != row["target"]:
                out[row["act"], row["target"]][place] += 1
    return out


def _regimes(folder: str) -> dict[str, list[str]]:
    """Return what acts do to regimes: ``declaration mobilization``."""
    out: dict[str, set[str]] = defaultdict(set)
    for row in _rows(folder, "effects", ("act", "kind", "regime")):
        if row["act"] and row["regime"]:
            out[row["act"]].add(f"{row['kind']} {row['regime']}")
    return {act: sorted(found) for act, found in out.items()}


def _provisions(folder: str) -> dict[str, set[str]]:
    """Return the eIds of each act that is at hand as a whole, and every tail of them (parts are cited without chapters)."""
    cut = {row["address"] for row in _rows(folder, "diagnostics", ("address", "code")) if row["code"] in _CUT}
    out: dict[str, set[str]] = defaultdict(set)
    for row in _rows(folder, "provisions", ("address", "act", "eid", "quoted")):
        if row["act"] and not row["quoted"] and row["address"] not in cut:
            steps = row["eid"].split("__")
            out[row["act"]] |= {"__".join(steps[n:]) for n in range(len(steps))}
    return out


def _repealed(folder: str, acts: dict[str, dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return the acts repealed as a whole: target -> (date of the repealing act, the repealing act), the first one."""
    out: dict[str, tuple[str, str]] = {}
    for row in _rows(folder, "effects", ("act", "kind", "targets", "qualifier", "condition")):
        date = acts.get(row["act"] or "", {}).get("date")
        if row["kind"] == "repeal" and not row["qualifier"] and not row["condition"] and date:
            for target in row["targets"] or ():
                out[target] = min(out.get(target, ("9999", "")), (date, row["act"]))
    return out


def _dead(folder: str, acts: dict[str, dict[str, Any]], provisions: dict[str, set[str]],
          repealed: dict[str, tuple[str, str]]) -> Iterator[dict[str, Any]]:
    columns = ("address", "act", "eid", "target", "target_eid", "text", "own")
    for row in _rows(folder, "citations", columns):
        target, wanted = row["target"], row["target_eid"]
        if not target:
            continue
        date = acts.get(row["act"] or "", {}).get("date") or ""
        when, by = repealed.get(target, ("9999", ""))
        reason = None
        if when < date and by != row["act"]:
            reason = f"repealed by {by} of {when}"
        elif wanted and "__al_" not in wanted and target in provisions and wanted not in provisions[target]:
            reason = "the act at hand has no such provision"
        if reason:
            yield {**{name: row[name] for name in DEAD if name != "reason"}, "reason": reason}


def _circles(edges: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return the acts that cite each other in a circle: act -> number of its group."""
    import networkx as nx

    graph = nx.DiGraph((edge["source"], edge["target"]) for edge in edges)
    groups = sorted(sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1)
    return {act: number for number, group in enumerate(groups, 1) for act in group}


def _nodes(acts: dict[str, dict[str, Any]], edges: Sequence[dict[str, Any]], regimes: dict[str, list[str]],
           groups: dict[str, int]) -> list[dict[str, Any]]:
    cited = Counter(edge["target"] for edge in edges)
    cites = Counter(edge["source"] for edge in edges)
    none = {"kind": None, "date": None, "title": None}
    return [{"act": act, **{key: acts.get(act, none)[key] for key in none}, "at_hand": act in acts, "cited_by": cited[act],
             "cites": cites[act], "regimes": regimes.get(act, []), "cycle": groups.get(act)}
            for act in sorted(acts.keys() | cited.keys())]


def write(graph: Graph, out: str) -> None:
    """Write nodes.parquet, edges.parquet, dead.parquet, graph.graphml and graph.jsonld into the folder ``out``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    types = {"string": pa.string(), "int64": pa.int64(), "bool": pa.bool_(), "list<string>": pa.list_(pa.string())}
    for name, columns, rows in (("nodes", NODES, graph.nodes), ("edges", EDGES, graph.edges), ("dead", DEAD, graph.dead)):
        schema = pa.schema([pa.field(column, types[kind]) for column, kind in columns.items()])
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / f"{name}.parquet", compression="zstd")
    _graphml(graph, folder / "graph.graphml")
    (folder / "graph.jsonld").write_bytes(msgspec.json.format(msgspec.json.encode(_linked(graph)), indent=1))


def _graphml(graph: Graph, path: Path) -> None:
    import networkx as nx

    drawn = nx.DiGraph()
    for node in graph.nodes:
        known = {key: value for key, value in node.items() if value is not None and key not in ("act", "regimes")}
        drawn.add_node(node["act"], **known, regimes="; ".join(node["regimes"]))
    for edge in graph.edges:
        drawn.add_edge(edge["source"], edge["target"], citations=edge["citations"], modifications=edge["modifications"])
    nx.write_graphml_xml(drawn, path)


def _linked(graph: Graph) -> dict[str, Any]:
    """Return the graph as JSON-LD: schema.org Legislation with ELI's cites and changes."""
    cites, changes = defaultdict(list), defaultdict(list)
    for edge in graph.edges:
        if edge["citations"]:
            cites[edge["source"]].append(edge["target"])
        if edge["modifications"]:
            changes[edge["source"]].append(edge["target"])
    rows = []
    for node in graph.nodes:
        row = {"@id": node["act"], "@type": "Legislation", "date": node["date"], "title": node["title"],
               "cites": cites[node["act"]], "changes": changes[node["act"]]}
        rows.append({key: value for key, value in row.items() if value})
    return {"@context": _CONTEXT, "@graph": rows}
