"""Self-attention: a word asks, labels are compared, scores become shares, and the shares mix what the words carry."""

from __future__ import annotations

from scenes.kit.scene import Act
from scenes.kit.titles import TITLES
from scenes.self_attention.in_code import InCode
from scenes.self_attention.mixing import Mixing
from scenes.self_attention.query_key_value import QueryKeyValue
from scenes.self_attention.scaling import Scaling
from scenes.self_attention.scores import Scores
from scenes.self_attention.softmax import Softmax


class SelfAttention(Act):
    """The clips of the act, one after another."""

    title = TITLES["self_attention"]
    idea = "Every word asks all words a question and takes a mixture of what they carry."
    clips = (QueryKeyValue, Scores, Softmax, Scaling, Mixing, InCode)
