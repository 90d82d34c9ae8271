"""Derivations for attention and softmax (`model/formulas/attention.py`, `softmax.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product as combinations

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


def project_row() -> Derivation:
    """`x W`: each number is a dot product with one column; the map is linear."""
    x, w, y = grid("x", D), grid("w", D, D), grid("y", D)
    row = [sum(x[c] * w[c, j] for c in range(D)) for j in range(D)]
    other = [sum(y[c] * w[c, j] for c in range(D)) for j in range(D)]
    both = [sum((x[c] + y[c]) * w[c, j] for c in range(D)) for j in range(D)]
    proved = equal("(x + y) W = x W + y W", both, [a + b for a, b in zip(row, other, strict=True)])
    return Derivation({"x": x, "w": w}, collect(row), (proved,))


def project_rows() -> Derivation:
    """X W: row i of the product is the projection of row i alone."""
    x, w = grid("x", N, D), grid("w", D, D)
    rows = product(x, w)
    alone = [[sum(x[i, c] * w[c, j] for c in range(D)) for j in range(D)] for i in range(N)]
    return Derivation({"x": x, "w": w}, rows, (equal("each word is projected by itself", rows, alone),))


def score() -> Derivation:
    """`q . k`: the polarisation identity says it measures how well two rows match."""
    q, k = grid("q", D), grid("k", D)
    dot = sum(q[c] * k[c] for c in range(D))
    both = sum((q[c] + k[c]) ** 2 for c in range(D))
    each = sum(q[c] ** 2 for c in range(D)) + sum(k[c] ** 2 for c in range(D))
    return Derivation({"q": q, "k": k}, collect(dot), (equal("2 q.k = |q+k|^2 - |q|^2 - |k|^2", 2 * dot, both - each),))


def scaled_score() -> Derivation:
    """`q . k / sqrt(d_k)`."""
    q, k = grid("q", D), grid("k", D)
    dot = sum(q[c] * k[c] for c in range(D))
    first_scaled = sum(q[c] / ROOT * k[c] for c in range(D))
    proved = equal("scaling the query scales the score", dot / ROOT, first_scaled)
    return Derivation({"q": q, "k": k}, collect(dot / ROOT), (proved,))


def scores() -> Derivation:
    """Q K^T: entry (i, j) is q_i . k_j; transposing exchanges the roles."""
    q, k = grid("q", N, D), grid("k", N, D)
    pairs = collect([[sum(q[i, c] * k[j, c] for c in range(D)) for j in range(N)] for i in range(N)])
    proved = equal("(Q K^T)^T = K Q^T", product(q, k.T).T, product(k, q.T))
    return Derivation({"query": q, "key": k}, pairs, (proved, equal("Q K^T = all pairs", product(q, k.T), pairs)))


def scaled() -> Derivation:
    """Q K^T / sqrt(d_k)."""
    q, k = grid("q", N, D), grid("k", N, D)
    result = product(q, k.T) / ROOT
    return Derivation({"query": q, "key": k}, result, (equal("S sqrt(d_k) = Q K^T", result * ROOT, product(q, k.T)),))


def merged_scores() -> Derivation:
    """Q K^T = X (W_Q W_K^T) X^T; equal matrices force symmetry; the rank is at most d_k."""
    x, w_q, w_k = grid("x", N, N), grid("a", N, D), grid("b", N, D)  # d_model 3, d_k 2
    apart = product(product(x, w_q), product(x, w_k).T)
    merged = product(product(x, product(w_q, w_k.T)), x.T)
    same = product(product(x, w_q), product(x, w_q).T)
    determinant = sp.Matrix(product(w_q, w_k.T).tolist()).det()
    proved = (
        equal("Q K^T = X W_Q W_K^T X^T", apart, merged),
        equal("W_Q = W_K forces s_ij = s_ji", same, same.T),
        equal("W_Q W_K^T has rank at most d_k", determinant, 0),
    )
    return Derivation({"x": x, "w_q": w_q, "w_k": w_k}, apart, proved)


def dot_variance() -> Derivation:
    """Var(q . k) = d_k, exactly: the mean over all 4^d_k sign patterns (mean 0, variance 1, independent)."""
    d_k = scalar("d")
    proved = []
    for width in (1, 2, 3, 4):
        dots = [
            sum(a * b for a, b in zip(signs[:width], signs[width:], strict=True))
            for signs in combinations((-1, 1), repeat=2 * width)
        ]
        mean = sp.Rational(sum(dots), len(dots))
        variance = sp.Rational(sum(dot**2 for dot in dots), len(dots)) - mean**2
        proved.append(equal(f"mean 0 and variance {width} at d_k = {width}", [mean, variance], [0, width]))
    # E[(sum_c q_c k_c)^2] = sum_c E[q_c^2] E[k_c^2] + sum_{c != e} E[q_c] E[q_e] E[k_c] E[k_e] = d_k
    first, second, width = sp.Integer(0), sp.Integer(1), d_k.item()
    moments = width * second * second + width * (width - 1) * first**4
    proved.append(equal("the same from the moments, for every d_k", moments, width))
    return Derivation({"d_k": d_k}, collect(width), tuple(proved))


def spread_ratio() -> Derivation:
    """std(c S) = c std(S): dividing by sqrt(d_k) divides the spread by it, whatever the scores."""
    s, d_k = grid("s", N), scalar("d")
    factor = sp.sqrt(d_k.item())

    def spread_squared(row: Grid) -> sp.Expr:
        mean = sum(row) / len(row)
        return sum((x - mean) ** 2 for x in row) / len(row)

    proved = equal("Var(s) = d_k Var(s / sqrt(d_k))", spread_squared(s), d_k.item() * spread_squared(s / factor))
    return Derivation({"d_k": d_k}, collect(factor), (proved,))


def causal_mask() -> Derivation:
    """Masked cells become exact zeros, and what is left is the softmax of the allowed scores alone."""
    s = grid("s", N, N)
    masked = collect([[s[i, j] if j <= i else -sp.oo for j in range(N)] for i in range(N)])
    shares = softmax_rows(masked)
    proved = tuple(
        equal(
            f"row {i}: softmax over the words so far, zero after",
            shares[i],
            [*exponentials(s[i, : i + 1]), *[sp.Integer(0)] * (N - 1 - i)],
        )
        for i in range(N)
    )
    return Derivation({"scaled": s}, masked, proved)


def mix() -> Derivation:
    """`z = sum_j a_j v_j`: equal values come through unchanged when the shares add up to one."""
    a, v, u = grid("a", N), grid("v", N, D), grid("u", D)
    z = [sum(a[j] * v[j, c] for j in range(N)) for c in range(D)]
    last = 1 - a[0] - a[1]
    same = [a[0] * u[c] + a[1] * u[c] + last * u[c] for c in range(D)]
    return Derivation({"weights": a, "value": v}, collect(z), (equal("shares of one keep what all agree on", same, u),))


def mixed() -> Derivation:
    """Z = A V, row by row the weighted sum."""
    a, v = grid("a", N, N), grid("v", N, D)
    rows = collect([[sum(a[i, j] * v[j, c] for j in range(N)) for c in range(D)] for i in range(N)])
    return Derivation({"weights": a, "value": v}, rows, (equal("A V = all weighted sums", product(a, v), rows),))


def attention() -> Derivation:
    """Equation 1, entry by entry: z_ic = sum_j exp(s_ij) v_jc / sum_l exp(s_il)."""
    q, k, v = grid("q", N, D), grid("k", N, D), grid("v", N, D)
    e = collect([[sp.exp(sum(q[i, c] * k[j, c] for c in range(D)) / ROOT) for j in range(N)] for i in range(N)])
    rows = collect([[sum(e[i, j] * v[j, c] for j in range(N)) / sum(e[i]) for c in range(D)] for i in range(N)])
    shares = softmax_rows(product(q, k.T) / ROOT)
    proved = (
        equal("each row of A adds up to one", [sum(row) for row in shares], [1] * N),
        equal("A V = the sums written out", product(shares, v), rows),
    )
    return Derivation({"query": q, "key": k, "value": v}, rows, proved)


def permuted_attention() -> Derivation:
    """Attention(P X) = P Attention(X): without positions order does not matter."""
    order = (2, 0, 1)
    z = grid("z", N, D)
    x, w_q, w_k, w_v = (grid("x", N, D), grid("a", D, D), grid("b", D, D), grid("c", D, D))

    def report(rows: Grid) -> Grid:
        s = product(product(rows, w_q), product(rows, w_k).T) / ROOT
        return product(softmax_rows(s), product(rows, w_v))

    proved = equal("Attention(P X) = P Attention(X)", report(x[list(order)]), report(x)[list(order)])
    return Derivation({"mixed": z}, z[list(order)], (proved,), {"order": np.array(order)})


def softmax() -> Derivation:
    """Shares are positive and add up to one."""
    s = grid("s", N)
    p = exponentials(s)
    return Derivation({"scores": s}, p, (equal("shares add up to one", sum(p), 1),))


def softmax_shifted() -> Derivation:
    """Taking any number m away from all scores changes no share, so it may be the largest."""
    s, m = grid("s", N), sp.Symbol("m", real=True)
    p = exponentials(s)
    return Derivation({"scores": s}, p, (equal("softmax(s - m) = softmax(s) for every m", exponentials(s - m), p),))


def softmax_temperature() -> Derivation:
    """T = 1 changes nothing; the ratio of two shares is exp of their distance over T."""
    s, t = grid("s", N), scalar("T")
    p = exponentials(s / t.item())
    proved = (
        equal("T = 1 is plain softmax", [x.subs(t.item(), 1) for x in p], exponentials(s)),
        equal("p_0 / p_1 = exp((s_0 - s_1) / T)", p[0] / p[1], sp.exp((s[0] - s[1]) / t.item())),
    )
    return Derivation({"scores": s, "temperature": t}, p, proved)


def softmax_jacobian() -> Derivation:
    """Differentiating softmax gives diag(p) - p p^T; its rows add up to zero."""
    s, p = grid("s", N), grid("p", N, positive=True)
    shares = exponentials(s)
    measured = collect([list(slopes(share, s)) for share in shares])
    formula = collect([[shares[i] * (int(i == j) - shares[j]) for j in range(N)] for i in range(N)])
    result = collect([[p[i] * (int(i == j) - p[j]) for j in range(N)] for i in range(N)])
    proved = (
        equal("dp_i / ds_j = p_i (delta_ij - p_j)", measured, formula),
        equal("one share gains only what others lose", measured.sum(axis=0), [0] * N),
    )
    return Derivation({"weights": p}, result, proved)


DERIVATIONS: Mapping[str, Callable[[], Derivation]] = {
    **dict.fromkeys(("query", "key", "value"), project_row),
    **dict.fromkeys(("queries", "keys", "values"), project_rows),
    "score": score,
    "scores": scores,
    "scaled_score": scaled_score,
    "scaled": scaled,
    "merged_scores": merged_scores,
    "dot_variance": dot_variance,
    "spread_ratio": spread_ratio,
    "causal_mask": causal_mask,
    "mix": mix,
    "mixed": mixed,
    "attention": attention,
    "permuted_attention": permuted_attention,
    "softmax": softmax,
    "softmax_shifted": softmax_shifted,
    "softmax_temperature": softmax_temperature,
    "softmax_jacobian": softmax_jacobian,
}
