"""The questions that the film answers: each in the clip and in the words that docs/questions.md names."""

from __future__ import annotations

import re

import scenes
from model.trace import Trace
from scenes.kit.narration import make_line
from scenes.kit.setting import DEFAULT_TRACE
from studio.system import paths

ROWS = re.findall(
    r"^\| (\d+) \| (.+?) \| `(\S+)` \| (\d+):(\d\d) \| “(.+)” \|$",
    (paths.ROOT / "docs" / "questions.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def test_each_question_is_answered_in_the_clip_and_the_words_that_are_named() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, 13))
    trace = Trace.load(DEFAULT_TRACE)
    for _, question, address, *_, words in ROWS:
        (clip,) = scenes.clips(address)
        lines = [" ".join(make_line(said.template, said.values).text.split()) for said in clip.script(trace).values()]
        assert any(words in line for line in lines), (question, words)


def test_the_answers_come_in_the_order_of_the_film() -> None:
    places = [scenes.addresses().index(address) for _, _, address, *_ in ROWS]
    minutes = [60 * int(minutes) + int(seconds) for *_, minutes, seconds, _ in ROWS]
    assert places == sorted(places) and minutes == sorted(minutes) and minutes[0] > 0
