"""Counters of the service, in the text format that Prometheus reads."""

from __future__ import annotations

import bisect
import collections

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Requests by method, route and status, and how long they took by route."""

    def __init__(self) -> None:
        self.requests: collections.Counter[tuple[str, str, int]] = collections.Counter()
        self.buckets: dict[str, list[int]] = {}
        self.seconds: collections.Counter[str] = collections.Counter()

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request. ``route``: the pattern of its address, so that the number of series is bounded."""
        method = method if method in {"GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"} else "other"
        self.requests[method, route, status] += 1
        counts = self.buckets.setdefault(route, [0] * (len(BOUNDS) + 1))
        counts[bisect.bisect_left(BOUNDS, seconds)] += 1
        self.seconds[route] += seconds  # type: ignore[assignment]

    def text(self, gauges: dict[str, float]) -> str:
        """Return all counters, and gauges given by name."""
        lines = ["# TYPE decreelex_requests_total counter"]
        for (method, route, status), count in sorted(self.requests.items()):
            labels = f'method="{method}",route="{route}",status="{status}"'
            lines.append(f"decreelex_requests_total{{{labels}}} {count}")
        lines.append("# TYPE decreelex_request_seconds histogram")
        for route, counts in sorted(self.buckets.items()):
            lines += _histogram(route, counts, self.seconds[route])
        for name, value in sorted(gauges.items()):
            lines += [f"# TYPE decreelex_{name} gauge", f"decreelex_{name} {value:g}"]
        return "\n".join([*lines, ""])


def _histogram(route: str, counts: list[int], seconds: float) -> list[str]:
    name, total, lines = "decreelex_request_seconds", 0, []
    for bound, count in zip((*BOUNDS, "+Inf"), counts, strict=True):
        total += count
        lines.append(f'{name}_bucket{{route="{route}",le="{bound}"}} {total}')
    return [*lines, f'{name}_sum{{route="{route}"}} {seconds:.6f}', f'{name}_count{{route="{route}"}} {total}']
