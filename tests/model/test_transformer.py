"""Our layers equal torch.nn with copied weights and zero biases; nothing looks ahead; rows of weights sum to one."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from model.config import ModelConfig
from model.hooks import encoder_attention, heard, silence
from model.transformer import (
    Attention,
    DecoderLayer,
    EncoderLayer,
    FeedForward,
    Norm,
    Tap,
    Transformer,
    sinusoids,
)

CONFIG = ModelConfig(source_vocabulary=20, target_vocabulary=23)
CLOSE = {"rtol": 0.0, "atol": 1e-5}


def random_(module: nn.Module, seed: int = 0) -> nn.Module:
    """The module without dropout, its parameters drawn anew (so that gains and biases matter)."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.3)
    return module.eval()


def numbers(*shape: int, seed: int = 1) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def copy_attention(ours: Attention, theirs: nn.MultiheadAttention) -> None:
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([w.flatten(1).T for w in (ours.w_q, ours.w_k, ours.w_v)]))
        theirs.in_proj_bias.zero_()
        theirs.out_proj.weight.copy_(ours.w_o.flatten(0, 1).T)
        theirs.out_proj.bias.zero_()


def copy_rest(ours: FeedForward, norms: list[Norm], theirs: nn.Module) -> None:
    with torch.no_grad():
        theirs.linear1.weight.copy_(ours.w_1.T)
        theirs.linear1.bias.copy_(ours.b_1)
        theirs.linear2.weight.copy_(ours.w_2.T)
        theirs.linear2.bias.copy_(ours.b_2)
        for number, norm in enumerate(norms, 1):
            their_norm = getattr(theirs, f"norm{number}")
            their_norm.weight.copy_(norm.gain)
            their_norm.bias.copy_(norm.bias)


def test_attention_equals_torch() -> None:
    ours = random_(Attention(CONFIG, "T", "S"))
    theirs = nn.MultiheadAttention(CONFIG.d_model, CONFIG.heads, batch_first=True).eval()
    copy_attention(ours, theirs)
    x, memory = numbers(3, 5, 32), numbers(3, 7, 32, seed=2)
    padding = torch.tensor([[False] * 7, [False] * 4 + [True] * 3, [False] * 6 + [True]])
    with torch.no_grad(), heard(ours, ["weights"]) as taps:
        found = ours(x, memory, ~padding[:, None, None, :])
        expected, weights = theirs(x, memory, memory, key_padding_mask=padding, average_attn_weights=False)
    torch.testing.assert_close(found, expected, **CLOSE)
    torch.testing.assert_close(taps["weights"], weights, **CLOSE)


def test_encoder_layer_equals_torch() -> None:
    ours = random_(EncoderLayer(CONFIG))
    theirs = nn.TransformerEncoderLayer(32, 4, 128, dropout=0.0, batch_first=True, norm_first=False).eval()
    copy_attention(ours.self_attn, theirs.self_attn)
    copy_rest(ours.ffn, [ours.norm1, ours.norm2], theirs)
    x = numbers(2, 6, 32)
    padding = torch.tensor([[False] * 6, [False] * 4 + [True] * 2])
    with torch.no_grad():
        found = ours(x, ~padding[:, None, None, :])
        expected = theirs(x, src_key_padding_mask=padding)
    torch.testing.assert_close(found[~padding], expected[~padding], **CLOSE)


def test_decoder_layer_equals_torch() -> None:
    ours = random_(DecoderLayer(CONFIG))
    theirs = nn.TransformerDecoderLayer(32, 4, 128, dropout=0.0, batch_first=True, norm_first=False).eval()
    copy_attention(ours.self_attn, theirs.self_attn)
    copy_attention(ours.cross_attn, theirs.multihead_attn)
    copy_rest(ours.ffn, [ours.norm1, ours.norm2, ours.norm3], theirs)
    y, memory = numbers(2, 5, 32), numbers(2, 7, 32, seed=2)
    ahead = torch.ones(5, 5, dtype=torch.bool).triu(1)
    padding = torch.tensor([[False] * 7, [False] * 5 + [True] * 2])
    with torch.no_grad():
        found = ours(y, memory, ~ahead, ~padding[:, None, None, :])
        expected = theirs(y, memory, tgt_mask=ahead, memory_key_padding_mask=padding)
    torch.testing.assert_close(found, expected, **CLOSE)


def test_positions_are_those_of_the_paper() -> None:
    table = sinusoids(16, 32)
    for p in (0, 1, 7, 15):
        for i in (0, 3, 15):
            angle = torch.tensor(p / 10000 ** (2 * i / 32), dtype=torch.float64)
            assert abs(float(table[p, 2 * i]) - float(angle.sin())) < 1e-5
            assert abs(float(table[p, 2 * i + 1]) - float(angle.cos())) < 1e-5


def ids(rows: int, length: int, words: int, seed: int = 3) -> Tensor:
    return torch.randint(4, words, (rows, length), generator=torch.Generator().manual_seed(seed))


def test_no_row_of_the_decoder_sees_later_words() -> None:
    model = random_(Transformer(CONFIG))
    source, target = ids(1, 9, 20), ids(1, 8, 23)
    with torch.no_grad():
        before = model(source, target)
        for changed in range(8):
            other = target.clone()
            other[0, changed] = 1
            after = model(source, other)
            assert torch.equal(after[0, :changed], before[0, :changed])
            assert not torch.allclose(after[0, changed], before[0, changed])


def test_without_the_mask_every_row_sees_later_words() -> None:
    model = random_(Transformer(CONFIG.without("mask")))
    source, target = ids(1, 9, 20), ids(1, 8, 23)
    other = target.clone()
    other[0, -1] = 1
    with torch.no_grad():
        assert not torch.allclose(model(source, target)[0, 0], model(source, other)[0, 0])


def test_padding_changes_nothing() -> None:
    model = random_(Transformer(CONFIG))
    source, target = ids(1, 6, 20), ids(1, 5, 23)
    padded = torch.cat((source, torch.zeros(1, 4, dtype=torch.long)), 1)
    with torch.no_grad():
        torch.testing.assert_close(model(padded, target), model(source, target), **CLOSE)


def test_rows_of_all_weights_sum_to_one_and_masked_cells_are_zero() -> None:
    model = random_(Transformer(CONFIG))
    names = [n for n, m in model.named_modules() if isinstance(m, Tap) and n.endswith(".weights")]
    assert len(names) == 6
    with torch.no_grad(), heard(model, names) as taps:
        model(ids(2, 9, 20), ids(2, 8, 23))
    for name, weights in taps.items():
        torch.testing.assert_close(weights.sum(-1), torch.ones(weights.shape[:-1]), rtol=0, atol=1e-6)
        if name.startswith("decoder") and "self" in name:
            assert bool((weights.triu(1) == 0).all())


def test_encoder_without_positions_is_blind_to_order() -> None:
    source = ids(1, 8, 20)
    order = torch.tensor([3, 1, 7, 0, 2, 6, 5, 4])
    for positions in (False, True):
        model = random_(Transformer(replace(CONFIG, positions=positions)))
        with torch.no_grad():
            same = torch.allclose(model.encode(source[:, order]), model.encode(source)[:, order], atol=1e-5)
        assert same is not positions


@pytest.mark.parametrize("switch", ["positions", "residual", "mask", "scaling", "norm"])
def test_each_switch_changes_the_output(switch: str) -> None:
    whole, without = random_(Transformer(CONFIG)), random_(Transformer(CONFIG.without(switch)))
    source, target = ids(1, 9, 20), ids(1, 8, 23)
    with torch.no_grad():
        assert not torch.allclose(whole(source, target), without(source, target), atol=1e-3)


def test_scores_are_divided_by_the_root_of_d_k() -> None:
    model = random_(Transformer(CONFIG))
    names = ["encoder.0.self_attn.scores", "encoder.0.self_attn.scaled"]
    with torch.no_grad(), heard(model, names) as taps:
        model.encode(ids(1, 9, 20))
    torch.testing.assert_close(taps[names[0]] / 8**0.5, taps[names[1]], rtol=1e-6, atol=1e-6)


def test_silenced_heads_report_nothing_and_come_back() -> None:
    model = random_(Transformer(CONFIG))
    source, target = ids(1, 9, 20), ids(1, 8, 23)
    with torch.no_grad():
        before = model(source, target)
        with silence(model, {"encoder.1.self_attn": [2]}), heard(model, ["encoder.1.self_attn.concat"]) as taps:
            one = model(source, target)
        concat = taps["encoder.1.self_attn.concat"][0].reshape(9, 4, 8)
        assert bool((concat[:, 2] == 0).all()) and bool((concat[:, [0, 1, 3]] != 0).all())
        with silence(model, encoder_attention(model)):
            every = model(source, target)
        assert not torch.allclose(one, before) and not torch.allclose(every, one)
        assert torch.equal(model(source, target), before)


@pytest.mark.parametrize("wrong", [{"heads": 0}, {"d_model": 31}, {"dropout": 1.0}])
def test_impossible_sizes_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"."):
        ModelConfig(source_vocabulary=20, target_vocabulary=23, **wrong)  # type: ignore[arg-type]
