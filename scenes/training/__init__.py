"""Training: how numbers that start at random come to translate, shown as it happened."""

from __future__ import annotations

from scenes.kit.scene import Act
from scenes.kit.titles import TITLES
from scenes.training.backpropagation import Backpropagation
from scenes.training.beyond import Beyond
from scenes.training.learning import Learning
from scenes.training.loss import Loss
from scenes.training.quiz import Quiz
from scenes.training.scale import Scale


class Training(Act):
    """The clips of the act, one after another."""

    title = TITLES["training"]
    idea = "Every number of the model was found by asking, again and again, what would have made the mistake smaller."
    clips = (Loss, Backpropagation, Learning, Scale, Beyond, Quiz)
