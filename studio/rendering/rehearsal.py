"""What clips say, before they are painted: those that are kept are asked, the others are run in a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from studio.painting.fast_mobjects import fast_mobjects
from studio.painting.session import manim_session, perform
from studio.rendering.clip import ClipFacts, ClipJob
from studio.rendering.recordings import find_recording
from studio.rendering.store import find_clip
from studio.rendering.worker import facts_of
from studio.system.workplaces import workplace
from studio.voice.utterance import lexicon_digest


def rehearse(jobs: Sequence[ClipJob]) -> Iterator[ClipFacts]:
    """What is known of each clip, in order."""
    for job in jobs:
        kept = find_clip(job.key)
        facts = find_recording(job.recording()) if kept is None else kept.facts
        yield run_unpainted(job) if facts is None else in_words_of_now(job, facts)


def in_words_of_now(job: ClipJob, facts: ClipFacts) -> ClipFacts:
    """What is known of a clip, its lines in words by the lexicon as it is: a painted clip may be older than that."""
    if facts.lexicon == lexicon_digest():
        return facts
    return replace(facts, speech=run_unpainted(job).speech, lexicon=lexicon_digest())


def run_unpainted(job: ClipJob) -> ClipFacts:
    """What is known of a clip that was run without being painted."""
    with workplace() as folder, fast_mobjects(), manim_session(job.quality, job.formulas, folder):
        return facts_of(job, perform(job.load(), job.setting))
