"""The templates that hosts fill in: what stands in one as a value is escaped for its format, or said to be safe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from studio.lecture.escape import in_html, in_latex, in_markdown, in_quotes

TEMPLATES = Path(__file__).resolve().parent / "templates"


def _environment(escape: Callable[[str], str], **delimiters: str) -> Environment:
    """Jinja with a format's own escaping in place of its escaping for HTML."""

    def finalize(value: object) -> Markup:
        return value if isinstance(value, Markup) else Markup(escape(str(value)))

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **delimiters,  # type: ignore[arg-type]
    )


HTML = _environment(in_html)
MARKDOWN = _environment(in_markdown)
MARKDOWN.filters["in_quotes"] = lambda text: Markup(in_quotes(text))
LATEX = _environment(  # whose own braces and percent signs stand everywhere
    in_latex,
    block_start_string="<%",
    block_end_string="%>",
    variable_start_string="<<",
    variable_end_string=">>",
    comment_start_string="<#",
    comment_end_string="#>",
)
ENVIRONMENTS = {".html": HTML, ".xml": HTML, ".md": MARKDOWN, ".qmd": MARKDOWN, ".tex": LATEX}


def fill(template: str, **values: object) -> str:
    """The text of a template, such as ``page.html``, with its values; it ends without a line break.

    A value that is ``safe`` in the template is no text of a user: a checked name of a file, or text that was filled in.
    """
    return ENVIRONMENTS[Path(template).suffix].get_template(f"{template}.j2").render(values).rstrip()
