"""Derivations for inputs, blocks, the recurrent step and costs."""

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
    grid,
    product,
    scalar,
    slopes,
    softmax_rows,
)

WIDTH = 4  # two clock hands


def scaled_embedding() -> Derivation:
    """Rows times sqrt(d): entries of variance 1 / d become entries of variance 1."""
    table, ids = grid("e", N, D), np.array([2, 0, 2])
    rows = table[ids] * sp.sqrt(D)
    d = sp.Symbol("d", positive=True)
    proved = equal("(sqrt d)^2 / d = 1", sp.sqrt(d) ** 2 / d, 1)
    return Derivation({"table": table}, rows, (proved,), {"ids": ids})


def frequency() -> Derivation:
    """Each hand is slower than the last by one fixed factor, down to 1 / 10000 of a turn's speed at i = d / 2."""
    omega = collect([sp.Integer(10000) ** sp.Rational(-2 * i, WIDTH) for i in range(WIDTH // 2)])
    i, d = sp.symbols("i d", positive=True)
    speed = sp.Integer(10000) ** (-2 * i / d)
    ratio = sp.simplify(speed.subs(i, i + 1) / speed)
    proved = equal("the ratio of neighbours does not depend on i", sp.diff(ratio, i), 0)
    return Derivation({}, omega, (proved,), {"d_model": WIDTH})


def _hands(p: sp.Expr, speeds: Grid) -> Grid:
    return collect([f(w * p) for w in speeds for f in (sp.sin, sp.cos)])


def _turn(omega: sp.Expr, k: sp.Expr) -> Grid:
    return collect([[sp.cos(omega * k), -sp.sin(omega * k)], [sp.sin(omega * k), sp.cos(omega * k)]])


def position() -> Derivation:
    """Sines and cosines; every pair has length one."""
    p = scalar("p")
    speeds = frequency().result
    row = _hands(p.item(), speeds)
    proved = equal("sin^2 + cos^2 = 1", [row[0] ** 2 + row[1] ** 2, row[2] ** 2 + row[3] ** 2], [1, 1])
    return Derivation({"positions": p}, row, (proved,), {"d_model": WIDTH})


def rotation() -> Derivation:
    """R_k solves (sin, cos)(p + k) = (sin, cos)(p) R for all p, is orthogonal, and R_j R_k = R_(j+k)."""
    omega, k, j = scalar("w"), scalar("k"), sp.Symbol("j", positive=True)
    w, step, p = omega.item(), k.item(), sp.Symbol("p", real=True)
    a, b, c, d = sp.symbols("a b c d")
    # the pair at p = 0 is (0, 1) and at w p = pi / 2 it is (1, 0): two places fix R
    quarter = sp.pi / (2 * w)
    system = [
        sp.Eq(c, sp.sin(w * step)),
        sp.Eq(d, sp.cos(w * step)),
        sp.Eq(a, sp.expand_trig(sp.sin(w * (quarter + step)).expand())),
        sp.Eq(b, sp.expand_trig(sp.cos(w * (quarter + step)).expand())),
    ]
    found = sp.solve(system, [a, b, c, d], dict=True)[0]
    turn = collect([[found[a], found[b]], [found[c], found[d]]])
    here = collect([[sp.sin(w * p), sp.cos(w * p)]])
    there = collect([[sp.expand_trig(sp.sin(w * p + w * step)), sp.expand_trig(sp.cos(w * p + w * step))]])
    twice = collect([[sp.expand_trig(sp.expand(x)) for x in row] for row in _turn(w, step + j)])
    proved = (
        equal("two places fix R_k: it is the rotation", turn, _turn(w, step)),
        equal("and it is right at every place", product(here, turn), there),
        equal("R_k R_k^T = 1", product(turn, turn.T), sp.eye(2).tolist()),
        equal("R_j R_k = R_(j+k)", product(_turn(w, j), turn), twice),
    )
    return Derivation({"omega": omega, "step": k}, turn, proved)


def position_shift() -> Derivation:
    """PE(p) R_k = PE(p + k), pair by pair."""
    row, k, p = grid("r", WIDTH), scalar("k"), sp.Symbol("p", real=True)
    speeds = frequency().result

    def shifted(start: Grid) -> Grid:
        pairs = [product(start[None, 2 * i : 2 * i + 2], _turn(w, k.item()))[0] for i, w in enumerate(speeds)]
        return np.concatenate(pairs)

    later = collect([sp.expand_trig(sp.expand(x)) for x in _hands(p + k.item(), speeds)])
    proved = equal("PE(p) R_k = PE(p + k)", shifted(_hands(p, speeds)), later)
    return Derivation({"row": row, "step": k}, shifted(row), (proved,))


def position_product() -> Derivation:
    """PE(p) . PE(p + k) = sum_i cos(w_i k): no p is left."""
    k, p = scalar("k"), sp.Symbol("p", real=True)
    speeds = frequency().result
    here, there = _hands(p, speeds), _hands(p + k.item(), speeds)
    dot = sum(a * sp.expand_trig(sp.expand(b)) for a, b in zip(here, there, strict=True))
    result = sum(sp.cos(w * k.item()) for w in speeds)
    return Derivation({"step": k}, collect(result), (equal("p drops out", dot, result),), {"d_model": WIDTH})


def head() -> Derivation:
    """One head: projections, shares, mixture, written out from x."""
    x, w_q, w_k, w_v = grid("x", N, D), grid("a", D, D), grid("b", D, D), grid("c", D, D)
    s = product(product(x, w_q), product(x, w_k).T) / sp.sqrt(D)
    shares = softmax_rows(s)
    reports = product(shares, product(x, w_v))
    proved = equal("mixing x first and projecting after is the same", reports, product(product(shares, x), w_v))
    return Derivation({"x": x, "w_q": w_q, "w_k": w_k, "w_v": w_v}, reports, (proved,))


def _heads() -> tuple[Grid, Grid, Grid, Grid]:
    z, w_o = grid("z", 2, N, D), grid("o", 2, D, WIDTH)
    concat = collect([[*z[0, i], *z[1, i]] for i in range(N)])  # (N, 2 D)
    stacked = collect([list(row) for block in w_o for row in block])  # (2 D, WIDTH)
    return z, w_o, product(concat, stacked), product(z[0], w_o[0]) + product(z[1], w_o[1])


def heads_concat() -> Derivation:
    """[Z_1 Z_2] W_O = Z_1 W_O^(1) + Z_2 W_O^(2)."""
    z, w_o, together, apart = _heads()
    return Derivation({"mixed": z, "w_o": w_o}, together, (equal("concatenation is a sum", together, apart),))


def heads_sum() -> Derivation:
    """Z_1 W_O^(1) + Z_2 W_O^(2) = [Z_1 Z_2] W_O."""
    z, w_o, together, apart = _heads()
    return Derivation({"mixed": z, "w_o": w_o}, apart, (equal("a sum is concatenation", apart, together),))


def residual() -> Derivation:
    """`x + f`: the slope in x is one plus the slope of f, so it cannot vanish with f's."""
    x, f = grid("x", D), grid("f", D)
    added = x + f
    own = collect([list(slopes(y, x)) for y in added])
    return Derivation({"x": x, "report": f}, added, (equal("the direct way has slope one", own, sp.eye(D).tolist()),))


def _normal(row: Grid, gain: Grid, bias: Grid, epsilon: sp.Expr) -> Grid:
    mean = sum(row) / len(row)
    variance = sum((x - mean) ** 2 for x in row) / len(row)
    return collect([(x - mean) / sp.sqrt(variance + epsilon) * g + b for x, g, b in zip(row, gain, bias, strict=True)])


def layer_norm() -> Derivation:
    """Mean 0; variance v / (v + epsilon), so 1 at epsilon 0; adding one number to all changes nothing."""
    x, g, b, epsilon = grid("x", D), grid("g", D), grid("b", D), scalar("epsilon")
    one, zero, c = np.full(D, sp.Integer(1)), np.full(D, sp.Integer(0)), sp.Symbol("c", real=True)
    plain = _normal(x, one, zero, epsilon.item())
    variance = sum((xi - sum(x) / D) ** 2 for xi in x) / D
    proved = (
        equal("mean zero", sum(plain), 0),
        equal("variance v / (v + epsilon)", sum(y**2 for y in plain) / D, variance / (variance + epsilon.item())),
        equal("a number added to all is forgotten", _normal(x + c, one, zero, epsilon.item()), plain),
    )
    return Derivation({"x": x, "gain": g, "bias": b, "epsilon": epsilon}, _normal(x, g, b, epsilon.item()), proved)


def residual_norm() -> Derivation:
    """LayerNorm(x + f)."""
    x, f, g, b, epsilon = grid("x", D), grid("f", D), grid("g", D), grid("b", D), scalar("epsilon")
    result = _normal(x + f, g, b, epsilon.item())
    proved = equal("symmetric in x and report", result, _normal(f + x, g, b, epsilon.item()))
    return Derivation({"x": x, "report": f, "gain": g, "bias": b, "epsilon": epsilon}, result, (proved,))


def feed_forward() -> Derivation:
    """max(0, x W_1 + b_1) W_2 + b_2; where no unit changes side it is one affine map."""
    x, w_1, b_1, w_2, b_2 = grid("x", D), grid("a", D, N), grid("b", N), grid("c", N, D), grid("e", D)
    before = [sum(x[c] * w_1[c, f] for c in range(D)) + b_1[f] for f in range(N)]
    hidden = [sp.Max(0, h) for h in before]
    result = [sum(hidden[f] * w_2[f, c] for f in range(N)) + b_2[c] for c in range(D)]
    proved = equal(
        "max(0, h) = (h + |h|) / 2",
        [((h + sp.Abs(h)) / 2).rewrite(sp.Piecewise) for h in grid("h", 1)],
        [sp.Max(0, h).rewrite(sp.Piecewise) for h in grid("h", 1)],
    )
    return Derivation({"x": x, "w_1": w_1, "b_1": b_1, "w_2": w_2, "b_2": b_2}, collect(result), (proved,))


def logits() -> Derivation:
    """`y E^T`: one dot product a word."""
    y, table = grid("y", 2, D), grid("e", N, D)
    rows = collect([[sum(y[t, c] * table[v, c] for c in range(D)) for v in range(N)] for t in range(2)])
    return Derivation({"y": y, "table": table}, rows, (equal("y E^T = all dot products", product(y, table.T), rows),))


def next_word() -> Derivation:
    """softmax(y E^T): probabilities add up to one."""
    y, table = grid("y", 2, D), grid("e", N, D)
    p = softmax_rows(product(y, table.T))
    return Derivation({"y": y, "table": table}, p, (equal("rows add up to one", [sum(row) for row in p], [1, 1]),))


def similarity() -> Derivation:
    """x_i . x_j over both lengths: one on the diagonal, blind to length."""
    x, c = grid("x", N, D), sp.Symbol("c", positive=True)

    def cosines(rows: Grid) -> Grid:
        length = [sp.sqrt(sum(v**2 for v in row)) for row in rows]
        return collect(
            [[v / (length[i] * length[j]) for j, v in enumerate(row)] for i, row in enumerate(product(rows, rows.T))]
        )

    result = cosines(x)
    proved = (
        equal("a vector is like itself", [result[i, i] for i in range(N)], [1] * N),
        equal("lengths do not matter", cosines(x * c)[0, 1], result[0, 1]),
    )
    return Derivation({"x": x}, result, proved)


def rnn_step() -> Derivation:
    """tanh(x W + h U) stays between -1 and 1: 1 - h^2 is the square of 1 / cosh."""
    x, h, w, u = grid("x", D), grid("h", D), grid("w", D, D), grid("u", D, D)
    total = [sum(x[c] * w[c, j] + h[c] * u[c, j] for c in range(D)) for j in range(D)]
    z = sp.Symbol("z", real=True)
    proved = equal(
        "1 - tanh^2 = 1 / cosh^2", (1 - sp.tanh(z) ** 2).rewrite(sp.exp), (1 / sp.cosh(z) ** 2).rewrite(sp.exp)
    )
    return Derivation({"x": x, "state": h, "w": w, "u": u}, collect([sp.tanh(t) for t in total]), (proved,))


def rnn_gradient() -> Derivation:
    """Differentiating sum_c g_c h_t,c in h_(t-1) gives ((g * (1 - h_t^2)) U^T)."""
    x, before, w, u = grid("x", D), grid("r", D), grid("w", D, D), grid("u", D, D)
    g, h = grid("g", D), grid("h", D)
    now = [sp.tanh(sum(x[c] * w[c, j] + before[c] * u[c, j] for c in range(D))) for j in range(D)]
    measured = slopes(sum(g[j] * now[j] for j in range(D)), before)
    formula = collect([sum(g[j] * (1 - now[j] ** 2) * u[i, j] for j in range(D)) for i in range(D)])
    result = collect([sum(g[j] * (1 - h[j] ** 2) * u[i, j] for j in range(D)) for i in range(D)])
    proved = equal("chain rule through one hand-over", measured, formula)
    return Derivation({"d_state": g, "state": h, "u": u}, result, (proved,))


def _costs() -> tuple[Grid, Grid, sp.Expr, sp.Expr]:
    n, d = scalar("n"), scalar("d")
    return n, d, 2 * n.item() ** 2 * d.item(), 12 * n.item() * d.item() ** 2


def attention_cost() -> Derivation:
    """All h heads of n n d_k, once for Q K^T and once for A V, with h d_k = d."""
    n, d, attention, _ = _costs()
    h = sp.Symbol("h", positive=True)
    counted = 2 * h * n.item() ** 2 * (d.item() / h)
    return Derivation({"words": n, "d_model": d}, collect(attention), (equal("heads drop out", counted, attention),))


def matrix_cost() -> Derivation:
    """Four d x d matrices and two d x 4 d ones, for each of n words."""
    n, d, _, matrices = _costs()
    counted = n.item() * (4 * d.item() ** 2 + 2 * d.item() * (4 * d.item()))
    return Derivation({"words": n, "d_model": d}, collect(matrices), (equal("4 + 8 = 12", counted, matrices),))


def cost_balance() -> Derivation:
    """2 n^2 d = 12 n d^2 has one positive solution: n = 6 d."""
    n, d, attention, matrices = _costs()
    solutions = sp.solve(sp.Eq(attention, matrices), n.item())
    proved = equal("the only positive length", [len(solutions), solutions[0]], [1, 6 * d.item()])
    return Derivation({"d_model": d}, collect(solutions[0]), (proved,))


DERIVATIONS: Mapping[str, Callable[[], Derivation]] = {
    f.__name__: f
    for f in (
        scaled_embedding,
        frequency,
        position,
        rotation,
        position_shift,
        position_product,
        head,
        heads_concat,
        heads_sum,
        residual,
        layer_norm,
        residual_norm,
        feed_forward,
        logits,
        next_word,
        similarity,
        rnn_step,
        rnn_gradient,
        attention_cost,
        matrix_cost,
        cost_balance,
    )
}
