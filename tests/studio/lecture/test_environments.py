"""A template escapes every value for its format; what it says to be safe stands there as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from jinja2 import UndefinedError

from studio.lecture.environments import ENVIRONMENTS, LATEX
from studio.lecture.escape import in_html, in_latex, in_markdown
from tests.studio.lecture.rendered_clips import LINES, TITLE

ESCAPES = {".html": in_html, ".xml": in_html, ".md": in_markdown, ".qmd": in_markdown, ".tex": in_latex}


@pytest.mark.parametrize(("ending", "escape"), ESCAPES.items())
@pytest.mark.parametrize("text", [TITLE, *LINES])
def test_a_value_is_escaped_unless_it_is_said_to_be_safe(ending: str, escape: Callable[[str], str], text: str) -> None:
    begin, end = ("<<", ">>") if ending == ".tex" else ("{{", "}}")
    template = ENVIRONMENTS[ending].from_string(f"{begin} text {end}\n{begin} text | safe {end}")
    assert template.render(text=text) == f"{escape(text)}\n{text}" != f"{text}\n{text}"


def test_a_value_that_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="title"):
        LATEX.from_string("<< title >>").render()
