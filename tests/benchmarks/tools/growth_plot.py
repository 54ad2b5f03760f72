"""Draw how costs grow with the number of articles, as SVG by matplotlib if it is installed."""

import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

_PANELS = {
    "articles a second": ("docs_per_s",),
    "one change, s": ("visible_s", "changed_s", "unchanged_s"),
    "a query, ms": ("engine_p50_ms", "engine_p99_ms", "page_p50_ms", "page_p99_ms"),
    "memory, MB": ("build_mb", "worker_mb"),
    "size, MB": ("input_mb", "index_mb"),
    "under load, ms": ("loaded_p50_ms", "loaded_p99_ms"),
}


def draw(rows: Sequence[Mapping[str, float]], path: Path) -> None:
    """Draw the figures of several sizes over the number of articles, on logarithmic axes."""
    if find_spec("matplotlib") is None:
        print("No plot: matplotlib is not installed", file=sys.stderr)
        return
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams["svg.hashsalt"] = "svodka"  # the same figures give the same file
    figure = Figure(figsize=(12, 7), layout="constrained")
    sizes = [row["articles"] for row in rows]
    panels = figure.subplots(2, 3).flat
    for axes, (title, names) in zip(panels, _PANELS.items(), strict=True):
        for name in names:
            axes.plot(sizes, [row[name] for row in rows], marker="o", label=name)
        axes.set(title=title, xlabel="articles", xscale="log", yscale="log")
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize="small")
    figure.savefig(path, format="svg", metadata={"Date": None})
