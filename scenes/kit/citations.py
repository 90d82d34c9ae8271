"""Numbers from the literature, each written once in assets/citations.toml with its author, year and place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from model.project import ASSETS

FILE = ASSETS / "citations.toml"


@dataclass(frozen=True)
class Printed:
    """A number as a publication prints it.

    Attributes:
        value: the number.
        place: where in the publication, such as "table 2".
        author, year, title: the publication.
    """

    value: float
    place: str
    author: str
    year: int
    title: str

    @property
    def origin(self) -> str:
        """``Vaswani et al. 2017, table 2``."""
        return f"{self.author} {self.year}, {self.place}"


def number_of(work: str, name: str) -> Printed:
    """The number that ``name`` stands for in a publication; KeyError names those there are."""
    known = citations()
    if (work, name) not in known:
        names = ", ".join(other for of, other in known if of == work) or "no such publication"
        raise KeyError(f"no number {name!r} of {work!r} in {FILE.name}; there are: {names}")
    return known[work, name]


@cache
def citations() -> Mapping[tuple[str, str], Printed]:
    """All numbers of the file by publication and name. The year of a publication is a number of it too: "year"."""
    found = {}
    for work, entry in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        by = {"author": entry["author"], "year": entry["year"], "title": entry["title"]}
        found[work, "year"] = Printed(entry["year"], "title page", **by)
        for name, (value, place) in entry.get("numbers", {}).items():
            found[work, name] = Printed(value, place, **by)
    return found
