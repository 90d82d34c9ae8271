"""The film: its acts in order, and the addresses of its clips. The one authority on order and addresses.

An address is an act (``self_attention``) or a clip (``self_attention/softmax``). Acts are import strings, loaded only
when asked, so that listing one does not import the others.
"""

from __future__ import annotations

import difflib
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenes.kit.scene import Act, ExplainerScene

FILM: tuple[str, ...] = (
    "scenes.intro:Intro",
    "scenes.self_attention:SelfAttention",
    "scenes.multi_head:MultiHead",
    "scenes.positional_ffn:PositionalFFN",
    "scenes.decoder:Decoder",
    "scenes.training:Training",
)


class AddressError(LookupError):
    """No act or clip has this address; the message names the nearest ones."""


def act_names() -> tuple[str, ...]:
    """Addresses of the acts, in the film's order, without importing any."""
    return tuple(entry.partition(":")[0].rpartition(".")[2] for entry in FILM)


def load_act(name: str) -> type[Act]:
    """The class of an act by its address; raises AddressError."""
    for entry in FILM:
        module, _, attribute = entry.partition(":")
        if module.rpartition(".")[2] == name:
            act: type[Act] = getattr(import_module(module), attribute)
            return act
    raise AddressError(_nearest(name, act_names()))


def clips(address: str = "film") -> tuple[type[ExplainerScene], ...]:
    """The clips that an address stands for, in order: all for ``film``, an act's, or the one; raises AddressError."""
    if address == "film":
        return tuple(clip for name in act_names() for clip in load_act(name).clips)
    act, _, name = address.partition("/")
    if act not in act_names():
        raise AddressError(_nearest(address, (*act_names(), *addresses())))
    if not name:
        return load_act(act).clips
    for clip in load_act(act).clips:
        if clip.address() == address:
            return (clip,)
    raise AddressError(_nearest(address, addresses()))


def addresses() -> tuple[str, ...]:
    """The addresses of all clips, in the film's order."""
    return tuple(clip.address() for clip in clips())


def _nearest(address: str, known: tuple[str, ...]) -> str:
    tails = {name.rpartition("/")[2]: name for name in known}
    near = difflib.get_close_matches(address, [*known, *tails], n=3, cutoff=0.3) or list(act_names())
    names = list(dict.fromkeys(tails.get(name, name) for name in near))
    return f"no clip or act {address!r}; nearest: {', '.join(names)}"
