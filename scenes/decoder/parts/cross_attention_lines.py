"""What the clip on cross-attention says: the writer asks, the words that were read answer."""

from __future__ import annotations

from typing import Any

from model.tokens import Passage
from model.trace import Trace
from scenes.decoder.parts.cross_attention_reading import CLEAR, Reading
from scenes.decoder.parts.readings import negation, steps
from scenes.kit.claims import Measured
from scenes.kit.script import Said, Script, said


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, for the followed head."""
    reading = Reading(trace)
    lines = {
        "again": said("How does the writer look at what was read? | With attention again."),
        "names": said(
            "But now the queries come from the French, | and the keys and values from the English. | "
            "That is called cross-attention."
        ),
        "once": said("Keys and values are made once, | and serve every word that is written."),
        "asks": said(
            "“{word}” asks: its query meets the keys, | and the softmax shares out its one unit.",
            word=trace.target[reading.first],
        ),
        "rest": said("So does each word of the French. | A thread is as thick as its share."),
        "values": said("Down the threads come the values, | each shrunk to its share."),
        "order": _order(trace, reading),
    }
    if negation(trace) is not None:
        lines["negation"] = _negation(trace, reading)
    elif reading.group:
        lines["group"] = _group(trace, reading)
    if reading.pronoun is not None:
        lines |= _pronoun(trace, reading)
    if reading.carried is not None:
        lines["carried"] = _carried(trace, reading)
    else:
        lines["whole"] = said(
            "So the sentence need not squeeze through one memory. | The writer looks back at the words themselves."
        )
    return lines


def _order(trace: Trace, reading: Reading) -> Said:
    pair = reading.crossing
    if pair is None and trace.facts["exact"] and _keeps_order(trace):
        return said(
            "Here the French keeps the order of the English. | Where an adjective goes behind its noun, threads cross.",
            holds={"keeps the order": _keeps_order(trace)},
        )
    if pair is None:
        return said("Where an adjective goes behind its noun, the threads cross.")
    first, second = pair
    values: dict[str, Any] = {
        "english": Passage(trace.source[second.source : first.source + 1]),
        "french": Passage(trace.target[first.row : second.row + 1]),
    }
    if reading.clearest(pair) >= CLEAR:
        return said(
            "“{english}”, “{french}”: | the order turns round, and the threads cross.",
            holds={"turns round": first.source > second.source, "cross": reading.clearest(pair) >= CLEAR},
            **values,
        )
    missed = min(pair, key=lambda step: reading.share(step.row, step.source))
    values |= {"missed": trace.target[missed.row]}
    if reading.reads_elsewhere(missed):
        return said(
            "“{english}”, “{french}”: the order turns round. | At “{missed}”, this head looks elsewhere: | "
            "another one reads “{word}”.",
            holds={
                "turns round": first.source > second.source,
                "elsewhere": reading.seen(missed.row) != missed.source,
                "another one": reading.reads_elsewhere(missed),
            },
            word=trace.source[missed.source],
            **values,
        )
    return said(
        "“{english}”, “{french}”: the order turns round, | but at “{missed}”, this head looks elsewhere.",
        holds={
            "turns round": first.source > second.source,
            "elsewhere": reading.seen(missed.row) != missed.source,
        },
        **values,
    )


def _keeps_order(trace: Trace) -> bool:
    places = [step.source for step in steps(trace) if step.kind in ("article", "noun", "adjective", "verb")]
    return places == sorted(places)


def _group(trace: Trace, reading: Reading) -> Said:
    rows = reading.group
    column = reading.seen(rows[0])
    return said(
        "“{words}”: | every one of them looks at “{noun}”.",
        words=Passage(trace.target[rows[0] : rows[-1] + 1]),
        noun=trace.source[column],
        holds={"every one": all(reading.seen(row) == column and reading.looks_at(row) for row in rows)},
    )


def _negation(trace: Trace, reading: Reading) -> Said:
    pair = negation(trace)
    assert pair is not None
    one, two = pair
    return said(
        "“{english}” becomes “{one}” and “{two}”. | Here “{one}” looks hardest at “{first}”, | "
        "and “{two}” at “{second}”.",
        english=trace.source[one.source],
        one=trace.target[one.row],
        two=trace.target[two.row],
        first=trace.source[reading.seen(one.row)],
        second=trace.source[reading.seen(two.row)],
        holds={
            "hardest": all(
                reading.share(step.row, reading.seen(step.row)) >= reading.weights.values[step.row].max()
                for step in pair
            )
        },
    )


def _pronoun(trace: Trace, reading: Reading) -> dict[str, Said]:
    row = reading.pronoun
    assert row is not None
    column = reading.seen(row)
    values: dict[str, Any] = {"word": trace.target[row], "noun": trace.source[reading.referent]}
    if column == reading.referent:
        lines = {
            "expect": said("And when it writes “{word}”? | You would expect it to look at “{noun}”.", **values),
            "looks": said(
                "And so it does: its largest share goes there.",
                holds={"so it does": column == reading.referent, "largest": column == reading.seen(row)},
            ),
        }
    else:
        lines = {"expect": said("And when it writes “{word}”? | You would expect it to look at “{noun}”.", **values)}
        lines["looks"] = _looks(trace, reading, row)
    if reading.tells:
        lines["off"] = _off(reading)
    return lines


def _looks(trace: Trace, reading: Reading, row: int) -> Said:
    seen = trace.source[reading.seen(row)]
    if reading.looks_at(row):
        return said("This head looks at “{seen}”.", seen=seen)
    return said(
        "This head looks hardest at “{seen}”.",
        seen=seen,
        holds={"hardest": reading.share(row, reading.seen(row)) >= reading.weights.values[row].max()},
    )


def _off(reading: Reading) -> Said:
    values: dict[str, Any] = {"now": Measured(reading.without)}
    verdicts = {"falls": reading.without.item() < reading.with_it.item(), "better": reading.tells}
    if reading.does_more:
        return said(
            "Switch this head off, | and the right pronoun falls to {now:.0%}. | "
            "Pointing at a noun with your eyes shut, you would do better. | Other words suffer, too.",
            holds={**verdicts, "Other words": reading.does_more},
            **values,
        )
    return said(
        "Switch this head off, | and the right pronoun falls to {now:.0%}. | "
        "Pointing at a noun with your eyes shut, you would do better.",
        holds=verdicts,
        **values,
    )


def _carried(trace: Trace, reading: Reading) -> Said:
    look = reading.carried
    assert look is not None
    return said(
        "Because “{word}” knows. | Back in the encoder it had asked, | and “{noun}” had answered. | "
        "It has carried that answer ever since, | and here the writer picks it up.",
        word=trace.source[look.row],
        noun=trace.source[look.column],
    )
