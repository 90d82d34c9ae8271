"""Measured side stories: what each part of the model is for, and what the model does when it is disturbed.

Every experiment is one function `Lab -> Record`. Its record lies in the bundle as `experiments/NAME.npz` and `.json`
and in a Trace as `experiments/NAME/ARRAY`; its words are `trace.words["experiments/NAME/WORDS"]`. Axes: those of
model/config.py; R rows of a diary; L layers; none for a single number. Words in brackets label an axis.

    learning
        step loss learning_rate exact pronoun right (R), translation (R T) ids; settled (first step
        from which the default sentence stays right, -1 for never), same_gender, blind_pronoun,
        warmup, seconds; [vocabulary] of the ids, [reference], [source]. Attention every 10 steps is
        in the record training_run.
    loss
        start, end: smoothed loss on unseen sentences; start.plain, end.plain: -ln p;
        start.logit_spread, end.logit_spread; start.right, end.right: mean p; blind = ln|V|, floor =
        H(q), floor.plain = -ln asked, asked, crumb, smoothing, vocabulary, sentences
    no_positions no_residual no_mask no_scaling no_norm
        step loss (R) of the run; exact pronoun: own greedy output; forced_exact: with the right
        beginning; unseen_loss; errors (kind) [kinds]; the same with .whole for the shipped model on
        the same sentences; sentences; [written] [written.twin] [written.whole] [written.twin.whole]
        [sentence] [sentence.twin]
    no_residual
        also similarity.before, similarity.after: mean cosine between words, gradient.before,
        gradient.after: sizes, of the untrained and the trained model without residuals, at each
        place (place) [places]; the same with .whole for the whole model
    head_roles
        encoder.scores, decoder.self.scores, decoder.cross.scores (L H role) mean weight on the
        role's cells; .leads (L H role) share of rows in which they lead; .best (L H) the role that
        describes a head best, -1 for none; .uniform, .count (role); [encoder.roles]
        [decoder.self.roles] [decoder.cross.roles]; errors (condition kind) sentences with such a
        mistake, exact, pronoun (condition) [conditions] [kinds]; decisive: the condition of the
        encoder head that costs most pronouns, decisive.layer, decisive.head; sentences,
        with_pronoun; [written.CONDITION] and [written.twin.CONDITION] for [sentence] and
        [sentence.twin]
    sampling
        temperature exact pronoun (temperature), 0 is greedy; sentences; [temperatures] [sample.T.i]
    scaling
        width (width) [widths]; before.* and after.* division by sqrt(d_k): counts (width bin) over
        edges (edge), close_counts over close_edges, std, largest, slope (width), scores weights
        (width key) of one ruler; layer.before, layer.after (L), head.before, head.after (L H) std
        of our own scores; samples, sentences
    relay
        rnn|lstm.before|after.d_state and .d_input, transformer.before|after.d_input (place)
        gradient sizes; rnn.exact, lstm.exact; sentences, steps; example.input state gradient (place
        D), example.w, example.u (D D): the untrained plain network on [example]
    cache
        default.with, default.without, mean.with, mean.without: rows of keys per decoder layer;
        same, sentences; [written]
    parameters
        count (part) [parts], total
    fine_tuning
        step loss exact old (R); share.before/after, pronoun.before/after on unseen sentences with the
        new word; old.before/after on sentences without it; source.before/after, target.before/after
        (D) the two rows; handful, checked, trained; [new] [sentence] [reference] [written.before]
        [written.after] [lesson.i] [lesson.i.reference]
    neurons
        layer unit precision recall f1 count (feature) [features] [sides], best first, verified on
        sentences that were not searched; searched, checked, checked_words
"""

from __future__ import annotations

from model.experiments.record import Record
from model.experiments.run import EXPERIMENTS, run_all

__all__ = ["EXPERIMENTS", "Record", "run_all"]
