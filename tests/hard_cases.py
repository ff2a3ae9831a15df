"""Hard cases for a NumPy reverse-mode source-transformation AD.  Material for tests.

Each case: @case(args, want, wrt=..., kind=...) on a plain NumPy function returning a scalar.
  kind='fd'    smooth at the point: `want` is checked here against central differences
  kind='conv'  a convention (kink / 0*inf): `want` is the value srcdiff should return
  kind='error' srcdiff must refuse with a located error (or document a rule); want=exception text hint
`want` is a gradient (or tuple for several wrt).
Inputs are always copied before each call: the gradient is w.r.t. the values AT ENTRY even
when f mutates its argument, and srcdiff must not let a primal mutation escape (or must
document it).
"""
# ruff: noqa

import numpy as np

CASES = []
A = lambda *v: np.array(v, dtype=float)


def case(args, want, wrt=0, kind="fd", note=""):
    def deco(f):
        CASES.append(
            dict(
                name=f.__name__,
                f=f,
                args=args,
                want=want,
                wrt=wrt,
                kind=kind,
                note=note,
            )
        )
        return f

    return deco


# ---------------------------------------------------------------- aliasing and mutation
@case(
    (A(1, 2, 3),), A(2, 16, 24), note="b is a view: b *= 2 writes a; d sum(a_final**2)"
)
def view_scaled_in_place(a):
    b = a[1:]
    b *= 2
    return np.sum(a**2)


@case(
    (A(1, 2, 3), A(4, 5, 6)),
    (A(4, 5, 6), A(9, 12, 15)),
    wrt=(0, 1),
    note="in-place += on an argument (caller array changes): d/dx = y, d/dy = x + 2y",
)
def iadd_on_argument(x, y):
    x += y
    return np.sum(x * y)


@case(
    (A(1, 2, 3),),
    A(1, 1, 1),
    note="rebinding += on 1-d array argument is in place: alias y sees it",
)
def augassign_alias_visible(x):
    y = x
    x += 1.0
    return np.sum(y)  # 6 + 3: alias sees the update


@case((A(1, 2, 3),), A(1, 1, 1), note="x = x + 1 rebinds: alias keeps the old value")
def rebind_alias_not_visible(x):
    y = x
    x = x + 1.0
    return np.sum(y)


@case((3.0,), 1.0, note="+= on a float is a rebind, never an alias")
def augassign_scalar(x):
    y = x
    x += 1.0
    return y


@case((A(1, 2, 3),), A(0, 4, 6), note="overwritten element: its adjoint must be zeroed")
def overwrite_kills(x):
    y = x.copy()
    y[0] = 5.0
    return np.sum(y * y)


@case(
    (A(1, 2, 3),),
    A(12, 0, 6),
    note="element overwritten from another, then that one overwritten: reversal order matters",
)
def overwrite_with_self(x):
    y = x.copy()
    y[1] = y[0] * 2.0  # 2*x0
    y[0] = y[1] + y[0]  # 3*x0
    return y[0] * 2.0 + y[1] * 3.0 + y[2] * 6.0  # 6x0 + 6x0 + 6x2


@case(
    (A(1, 2, 3, 4),),
    A(1, 1, 1, 1),
    note="overlapping slice assignment: numpy buffers the RHS",
)
def overlapping_slices(x):
    y = x.copy()
    y[1:] = y[:-1]  # 1 1 2 3
    return y[1] * 1 + y[2] * 1 + y[3] * 1 + x[3] + 0 * y[0]


@case(
    (A(1, 2, 3),),
    A(10, 0, 0),
    note="np.broadcast of a scalar into a slice: sum of adjoints goes back",
)
def broadcast_setitem(x):
    y = np.zeros((2, 5))
    y[:] = x[0]
    return np.sum(y)


@case(
    (A(1, 2, 3, 4, 5, 6),),
    2 * A(1, 2, 3, 4, 5, 6) * 4,
    note="reshape of contiguous is a view; write through it",
)
def reshape_view_write(x):
    y = x * 1.0
    m = y.reshape(2, 3)
    m *= 2.0
    return np.sum(y**2)


@case(
    (np.arange(6.0).reshape(2, 3),),
    np.full((2, 3), 3.0),
    note=".T is a view; np.ravel of it is a copy: write does not reach y",
)
def ravel_of_transpose_is_copy(x):
    y = x * 1.0
    v = np.ravel(y.T)
    v *= 7.0
    return 3 * np.sum(y)


@case(
    (A(1, 2, 3),),
    A(5, 0, 0),
    note="row aliasing in a list: [row]*2 are the same object",
)
def same_object_twice_in_list(x):
    row = x[:1] * 1.0
    rows = [row, row]
    rows[0] += x[:1] * 1.5  # row = 2.5 x0, both entries
    return np.sum(rows[0]) + np.sum(rows[1])


@case((A(1, 2, 3),), A(2, 2, 2), note="f(x, x): gradient contributions add")
def same_argument_twice(x):
    def g(p, q):
        return np.sum(p) + np.sum(q)

    return g(x, x)


@case((A(1, 2, 3),), A(4, 4, 4), note="callee mutates; caller sees it; called twice")
def callee_mutates(x):
    y = x * 1.0

    def dbl(v):
        v *= 2.0

    dbl(y)
    dbl(y)
    return np.sum(y)


@case((A(1, 2, 3),), A(1, 0, 0), note="out= argument is a write")
def out_argument(x):
    y = np.empty(3)
    np.multiply(x, A(1, 0, 0), out=y)
    return np.sum(y)


@case(
    (A(3, 1, 2),), A(2, 3, 1), note="in-place sort permutes; adjoint inverse-permutes"
)
def inplace_sort(x):
    y = x.copy()
    y.sort()
    return y[0] * 3 + y[1] * 1 + y[2] * 2


# ---------------------------------------------------------------- control flow
@case((2.0,), 12.0, note="loop-carried overwritten variable: each old value is needed")
def loop_power(x):
    y = 1.0
    for _ in range(3):
        y = y * x
    return y


@case(
    (2.0, 5),
    80.0,
    wrt=0,
    note="trip count from an argument; zero-trip must give 0 gradient",
)
def loop_n(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


@case((2.0, 0), 0.0, wrt=0)
def loop_zero_trip(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


@case(
    (A(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),),
    A(2, 0, 0, 0, 10, 0, 0, 0, 18, 0),
    note="non-unit stride: dace 2.0.0b1 returns garbage here",
)
def stride_loop(a):
    s = 0.0
    for i in range(0, 10, 4):
        s += a[i] * a[i]
    return s


@case(
    (A(1, 2, 3, 4),),
    A(24, 12, 8, 6),
    note="negative stride loop with in-place recurrence: product of all",
)
def negative_stride_loop(a):
    a = a.copy()
    for i in range(3, 0, -1):
        a[i - 1] = a[i - 1] * a[i]
    return a[0]


@case(
    (A(1, 2, 3, 9, 4),),
    A(2, 4, 6, 1, 1),
    note="break in for; elements after the break are untouched",
)
def break_in_for(a):
    a = a.copy()
    for i in range(5):
        if a[i] > 5.0:
            break
        a[i] = a[i] * a[i]
    return np.sum(a)


@case((1.5,), 8 * 1.0, note="while with data-dependent count")
def while_double(x):
    y = x
    while y < 10.0:
        y = y * 2.0
    return y  # 1.5 -> 12 : 8x


@case((1.5,), 4.0, note="break inside while True")
def while_break(x):
    y = x
    while True:
        y = y * 2.0
        if y > 5.0:
            break
    return y


@case((A(1, 2, 3, 4),), A(2, 0, 6, 8), note="continue")
def continue_in_loop(a):
    s = 0.0
    for i in range(4):
        if i == 1:
            continue
        s += a[i] ** 2
    return s


@case(
    (A(1, 2, 9, 4),), A(9, 9, 3, 0), note="early return from inside a loop: (x0+x1)*x2"
)
def early_return_in_loop(a):
    s = 0.0
    for i in range(4):
        if a[i] > 5.0:
            return s * a[i]
        s = s + a[i]
    return s


@case(
    (A(1, 2, 3, 4),),
    A(1, 1, 1, 1) * 10,
    note="for-else executed only without break; beniget 0.5 loses a def here",
)
def for_else(a):
    s = 0.0
    for v in a:
        s += v
        if v > 100.0:
            break
    else:
        s = s * 10.0
    return s


@case(
    (A(1, 6, 3, 9),),
    A(2, 3, 6, 3),
    note="branch differs per iteration: dace 2.0.0b1 uses the last decision for all",
)
def branch_per_iteration(a):
    s = np.zeros(4)
    for i in range(4):
        if a[i] > 5.0:
            s[i] = a[i] * 3.0
        else:
            s[i] = a[i] * a[i]
    return np.sum(s)


@case((2.0,), 8.0, note="nested break leaves only the inner loop")
def nested_break(x):
    s = 0.0
    for i in range(2):
        for j in range(5):
            if j == 2:
                break
            s += x * x / 2
    return s  # 2*2*x^2/2 = 2x^2


@case((3.0,), 6.0, note="recursion")
def recursion(x):
    def p(v, n):
        if n == 0:
            return 1.0
        return v * p(v, n - 1)

    return p(x, 2)


@case((2.0,), 3.0, note="closure reads the value at CALL time, after rebinding k")
def closure_late_binding(x):
    k = 1.0

    def g(v):
        return v * k

    k = 3.0
    return g(x)


@case((A(1, 2),), A(4, 6), note="closure over a mutated array and nonlocal")
def closure_mutation(x):
    acc = np.zeros(2)

    def add(v, w):
        acc[:] += v * w

    add(x, 1.0)
    add(x, A(3, 5))
    return np.sum(acc)


@case((2.0,), 5.0, note="lambda, default argument captured at definition time")
def lambda_default(x):
    k = 5.0
    f = lambda v, k=k: v * k
    k = 100.0
    return f(x)


@case((2.0,), 12.0, note="walrus binds; chained comparison evaluates the middle once")
def walrus(x):
    if 0 < (y := x * x) < 10:
        return y * x  # x^3
    return x


@case((3.0,), 1.0, note="conditional expression: only the taken side is evaluated")
def ifexp(x):
    return x if x > 0 else np.log(-x)


@case(
    (A(1, 2, 3),), A(2, 4, 6), note="list append then stack: containers carry adjoints"
)
def list_append(x):
    out = []
    for v in x:
        out.append(v * v)
    return np.sum(np.array(out))


@case(
    ({"w": A(1, 2), "b": [3.0, (4.0,)]},),
    {"w": A(4, 4), "b": [8.0, (6.0,)]},
    kind="tree",
    note="nested containers in, same structure out",
)
def nested_containers(p):
    return np.sum(p["w"]) * 4.0 + p["b"][0] * p["b"][1][0] * 2.0


@case(
    (2.0, A(1, 2)),
    (np.zeros(()), A(2, 4)),
    wrt=(0, 1),
    note="unused argument -> zero gradient of the argument shape",
)
def unused_argument(x, y):
    return np.sum(y * y)


@case(
    (A(1, 2, 3),),
    A(0, 0, 0),
    note="result independent of input -> zeros_like, not None/0",
)
def constant_result(x):
    return 3.0


@case((3.0,), 1.0, note="returning the input unchanged")
def identity(x):
    return x


@case((A(1, 2, 3, 4),), A(0, 1, 1, 0), note="starred unpack")
def starred(x):
    a, *m, b = x
    return m[0] + m[1]


@case((A(4.0),), A(0.25), note="try/except where no exception is raised")
def try_no_raise(x):
    try:
        y = np.sqrt(x[0])
    except ValueError:
        y = 0.0
    return y


# ---------------------------------------------------------------- indexing
@case(
    (A(1, 2, 3),),
    A(4, 1, 0),
    note="repeated fancy index accumulates: np.add.at, not +=",
)
def fancy_repeat(x):
    return np.sum(x[np.array([0, 0, 1, 0, 0])])


@case((A(1, 2, 3),), A(1, 0, 5), note="fancy assignment with repeats: last write wins")
def fancy_setitem_repeat(x):
    y = np.zeros(3)
    y[np.array([1, 1])] = x[np.array([1, 2])]  # y[1] = x[2]
    return 5 * y[1] + x[0]


@case(
    (A(1, 2, 3),),
    A(1, 1, 1),
    note="y[idx] += v with repeats adds once per distinct index (numpy buffering)",
)
def fancy_iadd_repeat(x):
    y = x.copy()
    y[np.array([0, 0])] += 1.0
    return np.sum(y)


@case((A(1, -2, 3),), A(2, 0, 6), note="boolean mask read")
def bool_mask(x):
    return np.sum(x[x > 0] ** 2)


@case((A(1, -2, 3),), A(1, 0, 1), note="boolean mask write kills the adjoint there")
def bool_mask_write(x):
    y = x.copy()
    y[y < 0] = 0.0
    return np.sum(y)


@case((A(1, 2, 3, 4),), A(8, 6, 4, 2), note="negative step slice")
def negative_step(x):
    return np.sum(x[::-1] * A(2, 4, 6, 8))


@case((A(1, 2, 3, 4),), A(0, 1, 0, 2), note="negative step write")
def negative_step_write(x):
    y = np.zeros(2)
    y[:] = x[::-2]
    return y[0] * 2 + y[1]


@case(
    (np.arange(6.0).reshape(2, 3),),
    np.array([[0, 1, 0], [0, 3, 0.0]]),
    note="ellipsis, newaxis, integer mix",
)
def mixed_index(x):
    y = x[..., 1, np.newaxis]
    return y[0, 0] + 3 * y[1, 0]


@case(
    (np.arange(6.0).reshape(2, 3),),
    np.array([[1, 0, 1], [0, 2, 0.0]]),
    note="advanced index pairs",
)
def advanced_pairs(x):
    r = np.array([0, 0, 1, 1])
    c = np.array([0, 2, 1, 1])
    return np.sum(x[r, c])


@case((A(1, 2, 3),), A(0, 2, 0), note="x[()] / x[1] scalar read, negative index")
def negative_index(x):
    return 2 * x[-2]


@case((A(1, 2, 3),), A(1, 2, 1), note="np.take with mode / np.roll")
def roll_take(x):
    return np.sum(np.roll(x, 1)) + np.take(x, 1)


# ---------------------------------------------------------------- broadcasting and reductions
@case(
    (np.ones((3, 1)), np.ones((1, 4))),
    (np.full((3, 1), 4.0), np.full((1, 4), 3.0)),
    wrt=(0, 1),
    note="size-1 dims: unbroadcast keeps dims",
)
def broadcast_both(x, y):
    return np.sum(x * y)


@case(
    (np.array(2.0), np.ones((2, 3))),
    (np.array(6.0), np.full((2, 3), 2.0)),
    wrt=(0, 1),
    note="0-d array with 2-d: gradient must be 0-d",
)
def broadcast_0d(x, y):
    return np.sum(x * y)


@case(
    (2.0, np.ones(3)),
    (3.0, np.full(3, 2.0)),
    wrt=(0, 1),
    note="python float: gradient is a scalar",
)
def broadcast_pyfloat(x, y):
    return np.sum(x * y)


@case((np.ones((1,)),), np.array([3.0]), note="shape (1,) stays (1,), not ()")
def broadcast_size1(x):
    return np.sum(x * np.ones(3))


@case(
    (np.arange(24.0).reshape(2, 3, 4),),
    np.broadcast_to(np.array([1.0, 2.0, 3.0])[None, :, None], (2, 3, 4)),
    note="axis tuple, negative axis",
)
def sum_axis_tuple(x):
    return np.sum(x, axis=(0, -1)) @ np.array([1.0, 2.0, 3.0])


@case(
    (np.arange(6.0).reshape(2, 3),),
    np.array([[1, 1, 1], [2, 2, 2.0]]) / 3,
    note="keepdims mean",
)
def mean_keepdims(x):
    return np.sum(np.mean(x, axis=1, keepdims=True) * np.array([[1.0], [2.0]]))


@case(
    (A(1, 2, 4),),
    (A(1, 2, 4) - 7 / 3) / 2 / np.std(A(1, 2, 4), ddof=1),
    note="std ddof=1",
)
def std_ddof(x):
    return np.std(x, ddof=1)


@case((A(1, 2, 4),), 2 * (A(1, 2, 4) - 7 / 3) / 3, note="var")
def var0(x):
    return np.var(x)


@case(
    (A(0, 2, 3),),
    A(6, 0, 0),
    note="prod with one zero: never g*y/x (autograd 1.9.1 gives nan)",
)
def prod_one_zero(x):
    return np.prod(x)


@case((A(0, 0, 3),), A(0, 0, 0), note="prod with two zeros")
def prod_two_zeros(x):
    return np.prod(x)


@case((A(2, 0, 3),), A(1, 8, 0), note="cumprod with a zero: 1 + 0 + 0")
def cumprod_zero(x):
    return np.sum(np.cumprod(x))


@case((A(1, 2, 3),), A(3, 2, 1), note="cumsum")
def cumsum_(x):
    return np.sum(np.cumsum(x))


@case((A(1, 5, 3),), A(0, 1, 0))
def max_unique(x):
    return np.max(x)


@case(
    (np.zeros((0,)),), np.zeros((0,)), note="empty array: gradient is empty, no crash"
)
def empty_sum(x):
    return np.sum(x * 2)


@case(
    (np.zeros((0, 3)), np.ones((3, 2))),
    (np.zeros((0, 3)), np.zeros((3, 2))),
    wrt=(0, 1),
    note="empty matmul",
)
def empty_matmul(x, y):
    return np.sum(x @ y)


@case(
    (A(1000.0, 1001.0),),
    A(1 / (1 + np.e), np.e / (1 + np.e)),
    note="stable logsumexp: no overflow",
)
def logsumexp_stable(x):
    m = np.max(x)
    return np.log(np.sum(np.exp(x - m))) + m


# ---------------------------------------------------------------- linear algebra
def _mm(name, a, b):
    a = np.asarray(a, float)
    b = np.asarray(b, float)
    c = a @ b
    w = np.cos(np.arange(c.size, dtype=float)).reshape(c.shape)

    def f(x, y):
        return np.sum((x @ y) * w)

    f.__name__ = name
    # reference from einsum
    nb = max(a.ndim, b.ndim, 2) - 2

    def grads():
        a2 = a[None, :] if a.ndim == 1 else a
        b2 = b[:, None] if b.ndim == 1 else b
        c2 = np.matmul(a2, b2)
        g = w.reshape(c2.shape)
        ga = g @ np.swapaxes(b2, -1, -2)
        gb = np.swapaxes(a2, -1, -2) @ g

        def unb(g, s):
            while g.ndim > len(s):
                g = g.sum(0)
            for i, n in enumerate(s):
                if n == 1 and g.shape[i] != 1:
                    g = g.sum(i, keepdims=True)
            return g

        return unb(ga, a2.shape).reshape(a.shape), unb(gb, b2.shape).reshape(b.shape)

    CASES.append(
        dict(
            name=name,
            f=f,
            args=(a, b),
            want=grads(),
            wrt=(0, 1),
            kind="fd",
            note="matmul rank combination",
        )
    )


r = np.random.RandomState(0).randn
_mm("matmul_1d_1d", r(3), r(3))
_mm("matmul_1d_2d", r(3), r(3, 2))
_mm("matmul_2d_1d", r(2, 3), r(3))
_mm("matmul_2d_2d", r(2, 3), r(3, 4))
_mm("matmul_1d_3d", r(3), r(5, 3, 2))
_mm("matmul_3d_1d", r(5, 2, 3), r(3))
_mm("matmul_3d_2d", r(5, 2, 3), r(3, 4))
_mm("matmul_2d_3d", r(2, 3), r(5, 3, 4))
_mm("matmul_nd_bcast", r(4, 1, 2, 3), r(5, 3, 2))
_mm("matmul_size1_batch", r(1, 2, 3), r(5, 3, 2))


@case(
    (np.arange(12.0).reshape(2, 2, 3) * 0.1, np.arange(9.0).reshape(3, 3) * 0.2),
    None,
    wrt=(0, 1),
    note="np.dot nd is not matmul: dot(a,b)[i,j,k] sums last of a, second-last of b",
)
def dot_nd(a, b):
    return np.sum(np.dot(a, b) ** 2)


@case(
    (np.arange(9.0).reshape(3, 3),),
    np.eye(3),
    note="einsum ii-> : repeated index in one operand",
)
def einsum_trace(x):
    return np.einsum("ii->", x)


@case((np.arange(9.0).reshape(3, 3) + 1,), np.diag(2 * A(1, 5, 9)), note="einsum ii->i")
def einsum_diag(x):
    return np.sum(np.einsum("ii->i", x) ** 2)


@case((A(1, 2, 3),), A(2, 4, 6), note="einsum with the same array twice")
def einsum_same(x):
    return np.einsum("i,i->", x, x)


@case(
    (A(1, 2),),
    A(2, 2) * 3,
    note="einsum index summed out of one operand only (broadcast in adjoint)",
)
def einsum_summed_out(x):
    return np.einsum("i,jk->", x, np.ones((2, 3)))


@case(
    (np.array([[4.0, 1], [1, 3]]), A(1, 2)),
    None,
    wrt=(0, 1),
    note="solve: reuse factor; adjoint -outer(solve(A.T,g), x)",
)
def solve_(M, b):
    return np.sum(np.linalg.solve(M, b) ** 2)


@case((np.array([[4.0, 1], [1, 3]]),), None, note="inv")
def inv_(M):
    return np.sum(np.linalg.inv(M) ** 2)


@case(
    (np.array([[4.0, 1], [1, 3]]),),
    np.array([[3.0, -1], [-1, 4]]),
    note="det: det*inv.T; singular matrix needs the adjugate",
)
def det_(M):
    return np.linalg.det(M)


# ---------------------------------------------------------------- dtypes
@case(
    (np.array([1, 2, 3], dtype=np.float32),),
    np.array([2, 4, 6], dtype=np.float32),
    kind="dtype",
    note="float32 in -> float32 gradient; beware np.float64 scalars promoting",
)
def dtype_f32(x):
    return np.sum(x * x)


@case(
    (np.array([1, 2, 3], dtype=np.float32), np.array([1.0, 1, 1])),
    (np.array([1, 1, 1], dtype=np.float32), A(1, 2, 3)),
    wrt=(0, 1),
    kind="dtype",
    note="mixed: f64 adjoint is cast back to f32 for x",
)
def dtype_mixed(x, y):
    return np.sum(x * y)


@case((A(1.7, 2.2),), A(0, 0), note="astype(int) cuts the derivative")
def astype_int(x):
    return np.sum(x.astype(np.int64) * 2.0)


@case((A(1.7, 2.2),), A(2, 2), note="astype(float32) is differentiable", kind="conv")
def astype_f32(x):
    return float(np.sum(x.astype(np.float32) * 2))


@case(
    (A(1.7, 2.2),),
    A(0, 0),
    note="integer-valued ops: floor, comparisons, argmax, shape, len are zero/inactive",
)
def inactive_ops(x):
    return np.floor(x[0]) + float(np.argmax(x)) + x.shape[0] + float(x[0] > 1)


@case(
    (A(1.0, 2.0),),
    A(2, 4),
    note="complex intermediate, real result: x real -> real gradient",
)
def complex_intermediate(x):
    z = x * (1 + 1j) / np.sqrt(2)
    return np.sum((z * np.conj(z)).real)


@case((A(1.0, 2.0),), A(2.0, 4.0), note="np.abs of a complex squared")
def complex_abs2(x):
    return np.sum(np.abs(x * 1j) ** 2)


# ---------------------------------------------------------------- elementwise conventions (kinks, poles)
@case(
    (0.0,),
    0.0,
    kind="conv",
    note="abs at 0: 0 (ChainRules, torch, autograd; JAX 0.10 returns 1)",
)
def abs_at_0(x):
    return np.abs(x)


@case(
    (0.0,),
    np.inf,
    kind="conv",
    note="sqrt at 0: inf, and no Python exception (autograd raises ZeroDivisionError)",
)
def sqrt_at_0(x):
    return np.sqrt(x)


@case(
    (A(0.0, 4.0),),
    A(0.0, 0.25),
    kind="conv",
    note="where NaN trick: want the masked branch to contribute exactly 0. Guard: compute adjoint then np.where(cond, g, 0) is not enough: 0*inf=nan; select AFTER multiply",
)
def where_nan_trick(x):
    return np.sum(np.where(x > 0, np.sqrt(x), 0.0))


@case((0.0,), 0.0, kind="conv", note="x**0 at 0 (JAX float exponent: nan)")
def pow_zero_exponent(x):
    return x**0.0


@case((0.0,), 1.0, kind="conv", note="x**1 at 0")
def pow_one_at_0(x):
    return x**1.0


@case((0.0,), 0.0, kind="conv", note="x**2 at 0, wrt x: 2*0**1")
def pow_two_at_0(x):
    return x**2.0


@case((2.0,), 0.0, kind="conv", note="0**y wrt y>0 : 0, not 0*log(0)=nan")
def zero_pow_y(y):
    return 0.0**y


@case(
    (A(-2.0, 3.0),),
    A(12.0, 27.0),
    note="negative base, integer exponent: derivative wrt x only; do not touch log(x)",
)
def neg_base(x):
    return np.sum(x**3)


@case(
    (A(1.0, 3.0, 3.0),),
    A(0, 0.5, 0.5),
    kind="conv",
    note="max with ties: split evenly (JAX, autograd, DaCe); sum of weights must be 1",
)
def max_ties(x):
    return np.max(x)


@case((1.0,), 1.0, kind="conv", note="maximum(x, x): 0.5+0.5")
def maximum_same(x):
    return np.maximum(x, x)


@case(
    (0.0,),
    0.5,
    kind="conv",
    note="maximum(x,0) at tie: 0.5 (JAX/autograd/torch); relu by hand via where(x>0,x,0) gives 0",
)
def maximum_tie(x):
    return np.maximum(x, 0.0)


@case(
    (A(0.0, 0.0),),
    A(0, 0),
    kind="conv",
    note="norm at 0: choose 0 (JAX/autograd: nan); document",
)
def norm_at_0(x):
    return np.sqrt(np.sum(x * x)) if np.sum(x * x) > 0 else 0.0 * np.sum(x)


@case((3.0,), -2.0, note="mod wrt divisor: -floor(x/y)")
def mod_y(y):
    return np.mod(7.0, y)


@case((0.0,), 0.0, kind="conv", note="sinc at 0 (JAX 0; autograd nan)")
def sinc_at_0(x):
    return np.sinc(x)


@case(
    (800.0,),
    0.0,
    note="stable sigmoid far in the tail: finite, no overflow warning needed in adjoint",
)
def sigmoid_tail(x):
    return 1.0 / (1.0 + np.exp(-x)) if x >= 0 else np.exp(x) / (1.0 + np.exp(x))


# ---------------------------------------------------------------- more language forms
@case(
    (A(1, 2, 3), np.zeros(3)),
    A(2, 4, 6),
    wrt=0,
    note='a non-wrt buffer becomes active by being written (Enzyme: "constant memory is stored"); needs a shadow anyway',
)
def const_buffer_becomes_active(x, buf):
    buf[:] = x * x
    return np.sum(buf)


@case(
    (A(1, 2, 3), A(5, 6, 7)),
    A(0, 0, 0),
    wrt=1,
    note="argument fully overwritten before use: gradient of its entry value is 0",
)
def entry_value_killed(x, y):
    y[:] = x * 2.0
    return np.sum(y * y)


@case(
    (A(2.0, 3.0),),
    A(3.0, 14.0),
    note="simultaneous tuple assignment: RHS is evaluated before any store",
)
def tuple_swap(x):
    a, b = x[0], x[1]
    a, b = b, a * b  # b0, a0*b0
    a, b = b, a * a  # a0*b0, b0**2
    return a + 2.0 * b  # a0*b0 + 2*b0**2


@case(
    (A(1.0, 2.0, 3.0),), A(2.0, 4.0, 6.0), note="generator expression and builtin sum"
)
def genexpr_sum(x):
    return sum(v * v for v in x)


@case((A(1.0, 2.0, 3.0),), A(0.0, 4.0, 6.0), note="list comprehension with filter")
def listcomp_filter(x):
    return sum([v * v for v in x if v > 1.5])


@case(
    (A(1.0, 2.0), A(3.0, 4.0)),
    (A(3.0, 8.0), A(1.0, 4.0)),
    wrt=(0, 1),
    note="enumerate/zip",
)
def enumerate_zip(x, y):
    s = 0.0
    for i, (a, b) in enumerate(zip(x, y)):
        s += (i + 1) * a * b
    return s


@case((A(1.0, 2.0),), A(3.0, 0.0), note="or/and return an operand, short-circuit")
def short_circuit(x):
    y = 0.0 or x[0]
    z = 0.0 and x[1]
    return 3.0 * y + z


@case((3.0,), 1.0, note="dict items mutated in a loop")
def dict_state(x):
    st = {"v": x, "n": 0}
    while st["n"] < 3:
        st["v"] = st["v"] * 2.0
        st["n"] += 1
    return st["v"] / 8.0


@case((A(1.0, 2.0, 3.0),), A(3.0, 3.0, 3.0), note="np.add.at in the primal")
def add_at(x):
    y = np.zeros(2)
    np.add.at(y, np.array([0, 0, 1]), x)
    return 3.0 * np.sum(y)


@case(
    (A(1.0, 2.0, 3.0, 4.0),),
    A(1.0, 2.0, 3.0, 4.0) * 2,
    note="np.concatenate / split / stack round trip",
)
def concat_split(x):
    a, b = np.split(x, 2)
    return np.sum(np.concatenate([b, a]) ** 2)


@case(
    (np.arange(4.0).reshape(2, 2) + 1,),
    np.array([[1.0, 3.0], [2.0, 4.0]]),
    note="transpose/swapaxes/moveaxis permutation inverse",
)
def transpose_weights(x):
    return np.sum(x.T * np.array([[1.0, 2.0], [3.0, 4.0]]))


@case(
    (A(1.0, 2.0),), A(4.0, 4.0), note="np.tile / repeat / broadcast_to sum over copies"
)
def tile_repeat(x):
    return (
        np.sum(np.tile(x, 2))
        + np.sum(np.repeat(x, 2))
        + 0.0 * np.sum(np.broadcast_to(x, (3, 2)))
    )


@case(
    (A(3.0, 1.0, 2.0),),
    A(0.0, 1.0, 10.0) * 1.0,
    note="argsort indices are inactive; gather by them is active",
)
def gather_by_argsort(x):
    o = np.argsort(x)
    return x[o[0]] + 10.0 * x[o[1]]


@case(
    (A(1.0, 2.0, 3.0),), A(1.0, 1.0, 1.0), note="del and name reuse with another type"
)
def name_reuse(x):
    t = "label"
    t = np.sum(x)
    u = t
    del t
    return u


@case(
    (np.array(4.0),),
    np.array(0.25),
    note="0-d array in -> 0-d array out, not np.float64 vs float confusion",
)
def zero_d_input(x):
    return np.sqrt(x)


@case(
    (np.asfortranarray(np.arange(6.0).reshape(2, 3)),),
    np.asfortranarray(2 * np.arange(6.0).reshape(2, 3)),
    note="Fortran order / non-contiguous inputs",
)
def fortran_order(x):
    return np.sum(x.ravel() ** 2)
