"""Which of a trace's lists of words hold translations, and the language of these."""

from __future__ import annotations

import re

from model.tokens import Token

TRANSLATION = "fr"
"""The language into which the film's model translates."""
OUTPUTS = frozenset(("target", "decoder_rows", "written", "moved", "beam", "greedy", "branches", "sample", "samples"))
KNOWN = frozenset(("target_vocabulary", "vocabulary", "reference", "pronouns"))
"""Parts of the names of lists in the language of the translation, whatever scope they stand in: what models write,
and what they are to write."""
READ = frozenset(("source", "source_vocabulary", "sentence"))
"""Last parts of the names of lists in the language that is read."""


def language_of(token: Token) -> str | None:
    """The language of a word of the trace if it stands in a translation, else None.

    Each list of two words beside each other, such as the new word of fine-tuning, ends with the translation.
    """
    parts = re.split(r"[./]", token.of)
    if parts[-1] in READ:
        return None
    if (OUTPUTS | KNOWN) & set(parts) or (parts[-1] == "new" and token.place == 1):
        return TRANSLATION
    return None
