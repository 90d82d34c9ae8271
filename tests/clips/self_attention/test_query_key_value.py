"""The detective's cards and the two matches: asked as one would, and what the model's own rows give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.trace import Trace
from scenes.kit.choose import hero
from scenes.self_attention.parts.query_key_value_lines import Case, lines_about


@pytest.mark.parametrize(
    ("name", "question", "label"),
    [
        ("default", "Who is tired ?", "an animal"),
        ("twin", "What is noisy ?", "a thing"),
    ],
)
def test_the_card_asks_for_who_can_be_tired_and_for_what_can_be_noisy(
    traces: dict[str, Path], name: str, question: str, label: str
) -> None:
    case = Case(Trace.load(traces[name]))
    if case.trace.source[case.asks] != question.split()[2]:
        pytest.fail(f"the film follows another word: {case.trace.source[case.asks]}")
    assert " ".join(case.question) == question
    assert case.label_of(case.answers) == label


@pytest.mark.parametrize("name", ["default", "twin", "shortest", "longest"])
def test_no_closed_box_says_what_the_open_one_says(traces: dict[str, Path], name: str) -> None:
    case = Case(Trace.load(traces[name]))
    told = [case.label_of(place) for place in (case.answers, *case.others)]
    assert case.others and len(set(told)) == len(told)
    assert case.asks not in case.others


@pytest.mark.parametrize("name", ["default", "shortest", "longest"])
def test_the_two_matches_are_products_of_the_words_own_rows(traces: dict[str, Path], name: str) -> None:
    trace = Trace.load(traces[name])
    case, found = Case(trace), hero(trace)
    x = trace["main/encoder.input" if found.layer == 0 else f"main/encoder.{found.layer - 1}.norm2.output"].values
    block = f"weights/encoder.{found.layer}.self_attn"
    queries, keys = (x @ trace[f"{block}.{w}"].values[:, found.head] for w in ("w_q", "w_k"))  # (S, K)
    assert case.there.item() == pytest.approx(float(queries[case.asks] @ keys[case.answers]), abs=1e-3)
    assert case.back.item() == pytest.approx(float(queries[case.answers] @ keys[case.asks]), abs=1e-3)
    assert not np.isclose(case.there.item(), case.back.item(), atol=0.5)  # looking is not mutual


def test_a_model_that_errs_is_asked_about_the_word_that_it_looks_from(guessing_trace: Path) -> None:
    trace = Trace.load(guessing_trace)
    case = Case(trace)
    assert case.question[1] == trace.source[hero(trace).row]
    assert ("most" in lines_about(trace)["compare"].holds) == case.fits
