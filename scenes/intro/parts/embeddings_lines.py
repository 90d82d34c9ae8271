"""What the clip on embeddings says: a token's number picks a row, and "it" has one row whatever it stands for."""

from __future__ import annotations

import numpy as np

from model.trace import Tensor, Trace
from scenes.intro.parts.embeddings_forms import Forms, forms_of
from scenes.kit.choose import hero_column
from scenes.kit.counts import Place
from scenes.kit.pair import Pair, pair_of
from scenes.kit.script import Said, Script, said

NEARLY_ALL, MOST = 0.8, 0.5


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    words, table = trace.words["source_vocabulary"], trace["weights/source_embedding"]
    entry = words.index(trace.source[hero_column(trace)])
    word, place = words[entry], trace.source[hero_column(trace)]
    forms = forms_of(trace)
    looked_up, fed = (np.abs(tensor.values).mean() for tensor in (table[entry], _fed(trace)))
    return {
        "letters": said("A machine cannot calculate with letters."),
        "tokens": said("So the sentence is cut into tokens: | here whole words, and a mark for the end."),
        "pieces": said("Large models also cut rare words into pieces."),
        "list": said(
            "Each token has its number in a list. | In this machine, “{word}” is {id}, wherever it stands.",
            word=place,
            id=Place.of(words, entry),
        ),
        "row": said(
            "That number picks a row of a table: | {width} numbers that stand for “{word}”, its embedding.",
            width=trace.size("D"),
            word=word,
        ),
        "learned": said("Nobody chose them. | They were learned."),
        "place": said(
            "Soon the mark of its place will be added. | So the row is made larger, to hold its own beside it.",
            holds={"larger": fed > looked_up},
        ),
        "mean": said(
            "Do these numbers mean anything? | “{one}” and “{other}” have rows of their own.",
            one=words[forms.shown[1]],
            other=words[forms.shown[0]],
        ),
        "nearest": _nearest(forms),
        "it": _it(pair_of(trace)),
        "same": said(
            "And its row is the same, to the last digit.",
            holds={"same": rows_of_it(trace)[0] == rows_of_it(trace)[1], "to the last digit": _goes_in_alike(trace)},
        ),
        "entrance": said(
            "So here, at the entrance, | the machine cannot know. | It has to find out from the other words."
        ),
    }


def rows_of_it(trace: Trace) -> tuple[int, int]:
    """The rows of the table that "it" picks in the two sentences."""
    words, pair = trace.words["source_vocabulary"], pair_of(trace)
    first, second = (words.index(side.words[side.it]) for side in (pair.first, pair.second))
    return first, second


def _fed(trace: Trace) -> Tensor:
    """The noun's row as it goes in (D)."""
    return trace["main/encoder.embedding"][hero_column(trace)]


def _goes_in_alike(trace: Trace) -> bool:
    """Whether "it" goes in alike in both runs, where the trace holds both; else they pick the same row at least."""
    pair, (first, second) = pair_of(trace), rows_of_it(trace)
    if not pair.own:
        return first == second
    rows = (trace[f"{scope}/encoder.embedding"].values for scope in ("main", "twin"))
    one, other = (row[side.it] for row, side in zip(rows, (pair.first, pair.second), strict=True))
    return bool(np.array_equal(one, other))


def _nearest(forms: Forms) -> Said:
    share = forms.found.value / forms.count.value
    if share >= NEARLY_ALL:
        return said(
            "Yet for nearly all verb forms, | the nearest row is the other form of that verb.",
            holds={"nearly all": share >= NEARLY_ALL},
        )
    if share > MOST:
        return said(
            "Yet for most verb forms, | the nearest row is the other form of that verb.",
            holds={"most": share > MOST},
        )
    return said("For {found} verb forms here, | the nearest row is the other form of that verb.", found=forms.found)


def _it(pair: Pair) -> Said:
    first, second = (side.words[side.referent] for side in (pair.first, pair.second))
    return said(
        "Now look at “{it}”. | In one sentence it is the {first}, | in the other it is the {second}.",
        it=pair.first.words[pair.first.it],
        first=first,
        second=second,
    )
