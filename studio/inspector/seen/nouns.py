"""The pictures of nouns that can be seen, each as one thing."""

from __future__ import annotations

from functools import lru_cache

from scenes.kit.mobjects.picture import Picture
from studio.inspector.seen.stage import Item, Stage


@lru_cache(maxsize=1)
def pictures_on(stage: Stage) -> tuple[Item, ...]:
    """The pictures of nouns of which something can be seen, with all their outlines that can."""
    found: dict[int, list[Item]] = {}
    for item in stage.shapes:
        if isinstance(item.owner, Picture):
            found.setdefault(id(item.owner), []).append(item)
    return tuple(
        Item(parts[0].owner, tuple(leaf for part in parts for leaf in part.leaves), None, parts[0].in_bands)
        for parts in found.values()
        if parts[0].owner is not None
    )
