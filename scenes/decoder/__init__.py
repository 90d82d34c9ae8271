"""The decoder: it hides the future, reads the encoder over a bridge, and writes word by word."""

from __future__ import annotations

from scenes.decoder.choosing import Choosing
from scenes.decoder.cross_attention import CrossAttention
from scenes.decoder.eight_numbers import EightNumbers
from scenes.decoder.generation import Generation
from scenes.decoder.mask import Mask
from scenes.kit.scene import Act
from scenes.kit.titles import TITLES


class Decoder(Act):
    """The clips of the act, one after another."""

    title = TITLES["decoder"]
    idea = "The decoder writes one word at a time and reads the English sentence anew for each."
    clips = (Mask, CrossAttention, Generation, Choosing, EightNumbers)


__all__ = ["Decoder"]
