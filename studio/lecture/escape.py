"""Text of any kind, made harmless in the format that it goes into: it is shown as it is and does nothing."""

from __future__ import annotations

import html
import re
import unicodedata

LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "`": r"\textasciigrave{}",
    '"': r"\textquotedbl{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "−": "$-$",
    "∞": r"$\infty$",
    "≈": r"$\approx$",
    "→": r"$\rightarrow$",
    "⟨": r"$\langle$",
    "⟩": r"$\rangle$",
    "√": r"$\surd$",
}
LATEX_KNOWS = "–—‘’“”„…€œŒ"
"""Characters beyond Latin 1 that every LaTeX with T1 fonts sets."""
UNKNOWN = "?"

MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~&$^@:=]|(?<=www)\.|^[-+](?=\s)|(?<=^\d)[.)]")
"""What begins markup, HTML, a template, a formula, a citation or a link; list marks only where a paragraph begins."""


def in_html(text: str) -> str:
    """For the text of an HTML element or a quoted attribute; braces too, which template languages read."""
    return html.escape(on_one_row(text), quote=True).replace("{", "&#123;").replace("}", "&#125;")


def in_markdown(text: str) -> str:
    """For running text in Markdown: no markup, no HTML, no template."""
    return MARKDOWN.sub(r"\\\g<0>", on_one_row(text))


def in_quotes(text: str) -> str:
    """For a value in double quotes among the attributes of Markdown, as Pandoc reads them."""
    return in_markdown(text).replace('"', '\\"')


def in_latex(text: str) -> str:
    """For running text in LaTeX, whatever its engine; what its fonts do not have becomes a question mark."""
    return "".join(_latex(character) for character in on_one_row(text))


def _latex(character: str) -> str:
    if character in LATEX:
        return LATEX[character]
    if " " <= character <= "~" or "\u00a1" <= character <= "\u00ff" or character in LATEX_KNOWS:
        return character
    simpler = unicodedata.normalize("NFKC", character)
    return in_latex(simpler) if simpler != character else UNKNOWN


def on_one_row(text: str) -> str:
    """Text on one row, without what cannot be seen: controls, marks that turn the direction of writing."""
    return "".join(c for c in " ".join(text.split()) if not unicodedata.category(c).startswith("C"))
