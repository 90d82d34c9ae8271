"""Frames that repeat the one before, without an encoder's work: a slice of H.264 that skips every block.

An encoder that is shown the same picture again looks through all of it to find that nothing has changed, and then says
so in a few bytes. Those bytes are always the same but for the number of the frame, four bits that stand in every
slice's head; so they can be written down without asking (ITU-T H.264, 7.3.3 and 7.4.3, ``frame_num``).
"""

from __future__ import annotations

from collections.abc import Callable

START = b"\x00\x00\x00\x01"
"""What comes before every unit of the stream."""
PREDICTED = 0x41
"""The first byte of a slice that is predicted and will be predicted from."""
NUMBERS = 16
"""The frames of a group are counted up to here, and then from zero again: what four bits hold."""


def renumber(slice_: bytes, number: int) -> bytes:
    """A predicted slice as the frame ``number`` of its group of pictures.

    Its head is 1 for the first block, 00110 for its kind, 1 for its parameters, then the four bits of the number.
    """
    if slice_[:5] != START + bytes([PREDICTED]) or slice_[5] & 0xFE != 0b1001_1010:
        raise ValueError(f"not the head of a predicted slice: {slice_[:7].hex()}")
    counted = number % NUMBERS
    head = bytes([slice_[5] & 0xFE | counted >> 3, slice_[6] & 0x1F | (counted & 7) << 5])
    return slice_[:5] + head + slice_[7:]


def are_alike(one: bytes, two: bytes) -> bool:
    """Whether two slices say the same of the frames of one number: x264 sets their last bit, which no decoder reads,
    now so and now so."""
    return one[:-1] == two[:-1] and one[-1] | 1 == two[-1] | 1


def learn_skip_slice(encode: Callable[[], bytes]) -> bytes | None:
    """The slice that skips everything, from an encoder that is shown one grey picture again and again.

    None when its slices of the same picture differ in more than their number: then every frame has to be encoded.
    """
    _, first, *others = (encode() for _ in range(4))
    try:
        same = all(are_alike(renumber(first, number), each) for number, each in enumerate(others, start=2))
        return first if same and are_alike(renumber(first, 1), first) else None
    except (ValueError, IndexError):
        return None
