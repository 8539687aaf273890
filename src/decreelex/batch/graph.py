"""The citation graph of a corpus, from the tables of a run: acts, who cites and changes whom, what is dead.

The tables say what the texts at hand say; an act that is not among them is a node with ``at_hand`` false.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from decreelex.batch import tables
from decreelex.batch.dead import DEAD, dead
from decreelex.batch.tables import rows
from decreelex.errors import UsageError, fail

NODES = {"act": "string", "kind": "string", "date": "string", "title": "string", "at_hand": "bool", "cited_by": "int64",
         "cites": "int64", "regimes": "list<string>", "cycle": "int64"}
EDGES = {"source": "string", "target": "string", "citations": "int64", "modifications": "int64"}
NEEDED = ("citations", "effects", "modifications")
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
    """Return the graph of the tables in ``folder`` (the output of a run).

    Raises UsageError where there are none, or where they were made without the steps that a graph is drawn from.
    """
    _checked(Path(folder))
    acts: dict[str, dict[str, Any]] = {}
    for row in rows(folder, "acts", ("act", "kind", "date", "title")):
        if row["act"]:
            acts.setdefault(row["act"], row)
    regimes = _regimes(folder)
    edges = [{"source": source, "target": target, "citations": found[0], "modifications": found[1]}
             for (source, target), found in sorted(_counted(folder).items())]
    groups = _circles(edges)
    return Graph(_nodes(acts, edges, regimes, groups), edges, list(dead(folder, acts)), len(set(groups.values())))


def _checked(folder: Path) -> None:
    """Raise UsageError for a folder whose tables are none, or not all that a graph needs."""
    if not list(folder.glob("acts/*.parquet")):
        if (folder / "manifest").is_dir():
            raise fail(UsageError, "no-tables", f"{folder} holds a bulk run that read no act",
                       suggestions=(f"see {folder}/failures.jsonl and {folder}/passed.jsonl",))
        raise fail(UsageError, "no-tables", f"{folder} holds no tables of a bulk run",
                   suggestions=("decreelex bulk DIR --out TABLES", "decreelex graph --from-bulk TABLES",
                                "for a folder of acts: decreelex graph DIR"))
    absent = [name for name in NEEDED if not list(folder.glob(f"{name}/*.parquet"))]
    if absent:
        raise fail(UsageError, "no-tables", f"{folder} has no {' and no '.join(absent)}: it was made without "
                   "the steps that a graph is drawn from",
                   suggestions=(f"decreelex bulk DIR --out {folder} --steps parse,citations,effects,amendments",))


def _counted(folder: str) -> dict[tuple[str, str], list[int]]:
    """Return citations and modifications by (citing act, cited act); what an act says of itself is left out."""
    out: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for place, name in enumerate(("citations", "modifications")):
        for row in rows(folder, name, ("act", "target")):
            if row["act"] and row["target"] and row["act"] != row["target"]:
                out[row["act"], row["target"]][place] += 1
    return out


def _regimes(folder: str) -> dict[str, list[str]]:
    """Return what acts do to regimes: ``declaration mobilization``."""
    out: dict[str, set[str]] = defaultdict(set)
    for row in rows(folder, "effects", ("act", "kind", "regime")):
        if row["act"] and row["regime"]:
            out[row["act"]].add(f"{row['kind']} {row['regime']}")
    return {act: sorted(found) for act, found in out.items()}


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
    """Write nodes.parquet, edges.parquet, dead.parquet, graph.graphml and graph.jsonld into the folder ``out``.

    Raises UsageError where ``out`` is a file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables.checked(out)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    types = {"string": pa.string(), "int64": pa.int64(), "bool": pa.bool_(), "list<string>": pa.list_(pa.string())}
    for name, columns, found in (("nodes", NODES, graph.nodes), ("edges", EDGES, graph.edges), ("dead", DEAD, graph.dead)):
        schema = pa.schema([pa.field(column, types[kind]) for column, kind in columns.items()])
        pq.write_table(pa.Table.from_pylist(found, schema=schema), folder / f"{name}.parquet", compression="zstd")
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
