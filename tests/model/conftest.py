"""What the tests of experiments share: the default bundle, and a laboratory with it."""

from __future__ import annotations

import pytest
import torch

from model.bundle import Bundle
from model.experiments.lab import Lab


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    """The default bundle."""
    return Bundle.load("default")


@pytest.fixture(scope="module")
def lab(bundle: Bundle) -> Lab:
    """The default bundle, opened for experiments; on one thread."""
    torch.set_num_threads(1)
    return Lab(bundle)
