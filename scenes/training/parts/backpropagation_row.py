"""One row of attention as arcs, of which a single one matters: the others rest."""

from __future__ import annotations

from scenes.kit.mobjects.row_arcs import RowArcs


def thread_others(arcs: RowArcs, place: int) -> RowArcs:
    """Let all arcs but the one to ``place`` take the colour of what rests, and lose their edges."""
    rest = arcs.theme.role("thread")
    for j, arc in arcs.arcs.items():
        if j == place:
            continue
        for edge in arc[:-1]:
            edge.set_stroke(rest, width=0, opacity=0.0)
        arc[-1].set_stroke(rest)
    return arcs


__all__ = ["thread_others"]
