"""Derivations for losses, the schedule, Adam and the gradients of attention, all by differentiation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import sympy as sp  # type: ignore[import-untyped]

from model.formulas.proofs.core import (
    D,
    Derivation,
    Grid,
    N,
    collect,
    equal,
    exponentials,
    grid,
    product,
    scalar,
    slopes,
    softmax_rows,
)

ROOT = sp.sqrt(D)


def cross_entropy() -> Derivation:
    """-ln p: certain and right costs nothing; losses of independent words add up."""
    p, other = scalar("p"), sp.Symbol("o", positive=True)
    loss = -sp.log(p.item())
    proved = (
        equal("certainty is free", loss.subs(p.item(), 1), 0),
        equal("losses add up", sp.expand_log(-sp.log(p.item() * other)), loss - sp.log(other)),
    )
    return Derivation({"probability": p}, collect(loss), proved)


def blind_loss() -> Derivation:
    """-ln(1 / |V|) = ln|V|."""
    words = scalar("V")
    result = sp.log(words.item())
    return Derivation({"words": words}, collect(result), (equal("-ln(1/V) = ln V", -sp.log(1 / words.item()), result),))


def _smoothed(words: sp.Expr, epsilon: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    return 1 - epsilon + epsilon / words, epsilon / words


def smoothed_target() -> Derivation:
    """What is asked adds up to one."""
    epsilon, v = scalar("epsilon"), sp.Symbol("V", positive=True)
    target = np.array([0, 2])
    sure, crumb = _smoothed(sp.Integer(N), epsilon.item())
    rows = collect([[sure if w == t else crumb for w in range(N)] for t in target])
    total = _smoothed(v, epsilon.item())[0] + (v - 1) * _smoothed(v, epsilon.item())[1]
    proved = equal("adds up to one for every |V|", total, 1)
    return Derivation({"smoothing": epsilon}, rows, (proved,), {"target": target, "words": N})


def smoothed_cross_entropy() -> Derivation:
    """-sum q ln p, least at p = q: there the slope in every logit is zero, and the value is H(q)."""
    q, p = grid("q", N, positive=True), grid("p", N, positive=True)
    loss = -sum(q[w] * sp.log(p[w]) for w in range(N))
    shares = {p[w]: q[w] for w in range(N)}
    entropy = -sum(q[w] * sp.log(q[w]) for w in range(N))
    proved = equal("at p = q the loss is H(q)", loss.subs(shares), entropy)
    return Derivation({"asked": q, "probabilities": p}, collect(loss), (proved,))


def smoothing_floor() -> Derivation:
    """H(q) written out; p = q is the one stationary point of the loss in the logits, and a minimum."""
    words, epsilon = scalar("V"), scalar("epsilon")
    sure, crumb = _smoothed(words.item(), epsilon.item())
    result = -sure * sp.log(sure) - (words.item() - 1) * crumb * sp.log(crumb)
    a, b = sp.symbols("a b", positive=True)  # q = (a, b, c) over three words, logits (x, y, 0)
    x, y = sp.symbols("x y", real=True)
    q, p = collect([a, b, 1 - a - b]), exponentials(collect([x, y, sp.Integer(0)]))
    loss = -sum(qi * (s - sp.log(sp.exp(x) + sp.exp(y) + 1)) for qi, s in zip(q, (x, y, 0), strict=True))
    hessian = sp.Matrix([[sp.diff(loss, r, s) for s in (x, y)] for r in (x, y)])
    proved = (
        equal("slopes are p - q, zero only at p = q", slopes(loss, collect([x, y])), [p[0] - a, p[1] - b]),
        equal("the curvature's determinant is p_0 p_1 p_2 > 0: a minimum", hessian.det(), p[0] * p[1] * p[2]),
    )
    return Derivation({"words": words, "smoothing": epsilon}, collect(result), proved)


def sequence_log_probability() -> Derivation:
    """The log of a product is the sum of logs."""
    p = grid("p", N, positive=True)
    result = sum(sp.log(x) for x in p)
    together = sp.expand_log(sp.log(p[0] * p[1] * p[2]))
    return Derivation(
        {"probabilities": p}, collect(result), (equal("ln(p q r) = ln p + ln q + ln r", together, result),)
    )


def learning_rate() -> Derivation:
    """The two branches meet at the end of the warm-up, where the rate peaks at (d warmup)^-1/2."""
    step, d, warmup = scalar("t"), scalar("d"), scalar("w")
    t, w = step.item(), warmup.item()
    rising, falling = t * w ** sp.Rational(-3, 2), t ** sp.Rational(-1, 2)
    proved = (
        equal("they meet at t = warm-up", rising.subs(t, w), falling.subs(t, w)),
        equal("the peak is 1 / sqrt(d w)", (falling / sp.sqrt(d.item())).subs(t, w), 1 / sp.sqrt(d.item() * w)),
        equal("before: a straight line", sp.diff(rising, t, 2), 0),
        equal("after: at four times the step, half the rate", falling.subs(t, 4 * t) * 2, falling),
    )
    result = collect(sp.Min(rising, falling) / sp.sqrt(d.item()))
    return Derivation({"step": step, "d_model": d, "warmup": warmup}, result, proved)


def adam() -> Derivation:
    """Two steps written out; the first has size rate whatever the gradient's size (at epsilon 0)."""
    theta, g = grid("x", 1), grid("g", 2, 1, positive=True)
    rate, b1, b2, epsilon = (scalar(name) for name in ("r", "b1", "b2", "epsilon"))
    r, m, s, e = rate.item(), b1.item(), b2.item(), epsilon.item()
    first, second = g[0, 0], g[1, 0]

    def move(mean: sp.Expr, square: sp.Expr, t: int) -> sp.Expr:
        return r * (mean / (1 - m**t)) / (sp.sqrt(square / (1 - s**t)) + e)

    one = move((1 - m) * first, (1 - s) * first**2, 1)
    two = move(m * (1 - m) * first + (1 - m) * second, s * (1 - s) * first**2 + (1 - s) * second**2, 2)
    inputs = {"parameter": theta, "gradients": g, "rate": rate, "beta_1": b1, "beta_2": b2, "epsilon": epsilon}
    proved = equal("the first step has size rate", one.subs(e, 0), r)
    return Derivation(inputs, collect([theta[0] - one - two]), (proved,))


def d_logits() -> Derivation:
    """d/dl of -sum q ln softmax(l) is p - q when q adds up to one."""
    p, q = grid("p", N, positive=True), grid("q", N, positive=True)
    logit, (a, b) = grid("l", N), sp.symbols("a b", positive=True)
    asked = collect([a, b, 1 - a - b])
    shares = exponentials(logit)
    loss = -sum(asked[w] * (logit[w] - sp.log(sum(sp.exp(s) for s in logit))) for w in range(N))
    proved = equal("the slope is p - q", slopes(loss, logit), shares - asked)
    return Derivation({"probabilities": p, "asked": q}, p - q, (proved,))


def _loss(upstream: Grid, result: Grid) -> sp.Expr:
    """A scalar whose slope in `result` is `upstream`."""
    return sum(g * z for g, z in zip(upstream.ravel(), result.ravel(), strict=True))


def d_value() -> Derivation:
    """Differentiating sum dZ * (A V) in V."""
    a, v, g = grid("a", N, N), grid("v", N, D), grid("g", N, D)
    result = slopes(_loss(g, product(a, v)), v)
    return Derivation({"weights": a, "d_mixed": g}, result, (equal("dV = A^T dZ", result, product(a.T, g)),))


def d_weights() -> Derivation:
    """Differentiating sum dZ * (A V) in A."""
    a, v, g = grid("a", N, N), grid("v", N, D), grid("g", N, D)
    result = slopes(_loss(g, product(a, v)), a)
    return Derivation({"d_mixed": g, "value": v}, result, (equal("dA = dZ V^T", result, product(g, v.T)),))


def d_scaled() -> Derivation:
    """Differentiating sum dA * softmax(S) in S; every row of the slope adds up to zero."""
    s, g, a = grid("s", 1, N), grid("g", N, N), grid("a", N, N, positive=True)
    shares = softmax_rows(s)
    measured = slopes(_loss(g[:1], shares), s)

    def formula(share: Grid, slope: Grid) -> Grid:
        return collect(
            [
                [x * (y - sum(row_a * row_g)) for x, y in zip(row_a, row_g, strict=True)]
                for row_a, row_g in zip(share, slope, strict=True)
            ]
        )

    proved = (
        equal("dS = A * (dA - rowsum(A * dA)), row by row", measured, formula(shares, g[:1])),
        equal("a row of dS adds up to zero", sum(measured[0]), 0),
    )
    return Derivation({"weights": a, "d_weights": g}, formula(a, g), proved)


def d_query() -> Derivation:
    """Differentiating sum dS * (Q K^T / sqrt(d_k)) in Q."""
    q, k, g = grid("q", N, D), grid("k", N, D), grid("g", N, N)
    result = slopes(_loss(g, product(q, k.T) / ROOT), q)
    return Derivation({"d_scaled": g, "key": k}, result, (equal("dQ = dS K / sqrt d", result, product(g, k) / ROOT),))


def d_key() -> Derivation:
    """Differentiating sum dS * (Q K^T / sqrt(d_k)) in K."""
    q, k, g = grid("q", N, D), grid("k", N, D), grid("g", N, N)
    result = slopes(_loss(g, product(q, k.T) / ROOT), k)
    proved = equal("dK = dS^T Q / sqrt d", result, product(g.T, q) / ROOT)
    return Derivation({"d_scaled": g, "query": q}, result, (proved,))


def d_projection() -> Derivation:
    """Differentiating sum dQ * (X W) in W."""
    x, w, g = grid("x", N, D), grid("w", D, D), grid("g", N, D)
    result = slopes(_loss(g, product(x, w)), w)
    return Derivation({"x": x, "d_projected": g}, result, (equal("dW = X^T dQ", result, product(x.T, g)),))


DERIVATIONS: Mapping[str, Callable[[], Derivation]] = {
    **{
        f.__name__: f
        for f in (
            cross_entropy,
            blind_loss,
            smoothed_target,
            smoothed_cross_entropy,
            smoothing_floor,
            sequence_log_probability,
            learning_rate,
            adam,
            d_logits,
            d_value,
            d_weights,
            d_scaled,
            d_query,
            d_key,
        )
    },
    **dict.fromkeys(("d_w_q", "d_w_k", "d_w_v"), d_projection),
}
