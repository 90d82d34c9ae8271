"""SymPy's derivation of every formula, by name. Imported only when a proof is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from model.formulas.proofs import attention, blocks, training
from model.formulas.proofs.core import Derivation, Identity

__all__ = ["DERIVATIONS", "Derivation", "Identity"]

DERIVATIONS: Mapping[str, Callable[[], Derivation]] = {
    **attention.DERIVATIONS,
    **blocks.DERIVATIONS,
    **training.DERIVATIONS,
}
