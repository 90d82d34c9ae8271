"""What looks like a lie and is none."""

from __future__ import annotations

from manim import RIGHT, Mobject

from scenes.kit.choose import hero_tensor, strongest
from scenes.kit.claims import row_sum
from scenes.kit.counts import Counted, Extent, Nth
from scenes.kit.scene import ExplainerScene
from tests.studio.inspector.rules.lies_in_fields import RIGHT_FIELDS
from tests.studio.inspector.rules.lies_in_labels import arc, counted_word, outline_column, sized, vocabulary
from tests.studio.inspector.rules.lies_in_lines import MEET, TWO, two_shares, who_asks
from tests.studio.inspector.rules.lies_in_numbers import causal, first_row, formula
from tests.studio.inspector.rules.lies_in_pictures import RIGHT_PICTURES
from tests.studio.inspector.rules.lying import (
    Construct,
    asked,
    chart,
    heatmap,
    looked_at,
    marking,
    number,
    saying,
    shares,
    showing,
    weights,
)


def bars_away(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = chart(scene)
    return made.bars, made.axis, made.labels, made.numbers


def copied_bars(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = chart(scene).copy().scale(1.1).shift(RIGHT)
    return made.bars, made.axis, made.labels, made.numbers


def outlined(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = heatmap(scene).scale(0.9).shift(RIGHT)
    cell = made.outline_cell(asked(scene), looked_at(scene))
    return made, made.outline_row(asked(scene)), outline_column(scene, made, looked_at(scene)), cell


NEAR_MISSES: dict[str, Construct] = {
    **RIGHT_PICTURES,
    **RIGHT_FIELDS,
    "names and signs of the lexicon": saying("ChatGPT’s d_k × √n ≈ ⟨end⟩; “il”, W_Q.", lambda s: {}),
    "bars away from their chart": showing(bars_away),
    "bars of a copied, smaller chart": showing(copied_bars),
    "a map with its words": showing(heatmap),
    "a part of a map with its own words": showing(
        lambda s: heatmap(s, weights(s)[4:8, 2:5], s.trace.source[4:8], s.trace.source[2:5])
    ),
    "a map of a twin with the twin's words": showing(
        lambda s: heatmap(
            s, hero_tensor(s.trace, "weights", "twin"), s.trace.words["twin.source"], s.trace.words["twin.source"]
        )
    ),
    "outlines of a moved map": showing(outlined),
    "the row of the word that is named": marking(
        lambda s, m: m.outline_row(asked(s)), lambda s: s.trace.source[asked(s)]
    ),
    "the arc of a look": showing(lambda s: arc(s, asked(s), looked_at(s))),
    "two shares and their words": saying(TWO, lambda s: two_shares(s, *strongest(shares(s), 2))),
    "who asks and who answers": saying(MEET, lambda s: who_asks(s, asked(s), looked_at(s))),
    "words beside their probabilities": showing(lambda s: vocabulary(s, 0)),
    "a sum": showing(lambda s: counted_word(s, "sum", row_sum(shares(s)))),
    "the length of a key": showing(lambda s: sized(s, "K")),
    "softmax beside its row": formula("softmax_shifted"),
    "the mask beside scores that are minus infinity": showing(lambda s: causal(s, 0)),
    "a verdict that is so": saying("It grows.", lambda s: {"holds": {"grows": True}}),
    "a rule with a threshold that few inputs pass": number(
        lambda t: Counted("shares above a half", lambda s: (s > 0.5).sum(), (hero_tensor(t, "weights"),)), "d"
    ),
    "which head": number(lambda t: Nth(hero_tensor(t, "weights"), "H"), "d"),
    "one row": number(lambda t: Extent(first_row(t)), "d"),
}
