"""Generated adjoints beside the derivations that a textbook makes by hand."""

import ast

import numpy as np

from srcdiff import grad

EPS = np.finfo(float).eps


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def two_layers(w, beta, b0, x, y_star):
    h = sigmoid(w @ x + b0)
    y = sigmoid(beta @ h)
    return -np.sum(y_star * np.log(y))


def slope(v, s):
    y = 1 / (1 + np.exp(-s * v))
    return np.sum(y)


def statements(derivative):
    """Return the statements of a generated gradient function."""
    tree = ast.parse(derivative.source)
    function = next(s for s in tree.body if isinstance(s, ast.FunctionDef))
    return [s for s in function.body if isinstance(s, ast.Assign | ast.AugAssign)]


def values(derivative, **arguments):
    """Return what each name of a generated gradient function holds at its end."""
    namespace = {"np": np, **arguments}
    for statement in statements(derivative):
        exec(ast.unparse(statement), namespace)
    return namespace


def operations(statement):
    return sum(isinstance(n, ast.BinOp | ast.Call) for n in ast.walk(statement))


def test_two_sigmoid_layers_with_cross_entropy():
    rng = np.random.default_rng(0)
    w, beta = rng.normal(size=(4, 3)), rng.normal(size=(2, 4))
    b0, x, y_star = 0.3, rng.normal(size=3), np.array([0.0, 1.0])
    derivative = grad(two_layers, ("w", "beta"))
    w_bar, beta_bar = derivative(w, beta, b0, x, y_star)

    # dL/dbeta_kj = -(y*_k / y_k) sigma'(beta_k . h) h_j, dL/dw_jl by the chain rule
    h = 1 / (1 + np.exp(-(w @ x + b0)))
    y = 1 / (1 + np.exp(-(beta @ h)))
    y_by_hand = -(y_star / y)
    v_by_hand = y_by_hand * y * (1 - y)
    beta_by_hand = v_by_hand[:, None] * h[None, :]
    h_by_hand = (v_by_hand[:, None] * beta).sum(axis=0)
    w_by_hand = (h_by_hand * h * (1 - h))[:, None] * x[None, :]
    np.testing.assert_allclose(beta_bar, beta_by_hand, rtol=16 * EPS, atol=EPS)
    np.testing.assert_allclose(w_bar, w_by_hand, rtol=16 * EPS, atol=EPS)

    # The sigmoid's y(1 - y) cancels the y of the logarithm: v_bar = -y*_k (1 - y_k).
    found = values(derivative, w=w, beta=beta, b0=b0, x=x, y_star=y_star)
    np.testing.assert_allclose(found["y_in_bar"], v_by_hand, rtol=16 * EPS)
    np.testing.assert_allclose(found["h_bar"], h_by_hand, rtol=32 * EPS)


def test_the_derivation_has_the_steps_of_the_one_by_hand():
    w, beta, y_star = np.ones((4, 3)), np.ones((2, 4)), np.array([0.0, 1.0])
    derivative = grad(two_layers, ("w", "beta"))
    derivative(w, beta, 0.3, np.ones(3), y_star)
    text = derivative.source
    assert "y_in_bar = -y_star * (1 - y)\n" in text
    assert "h_bar = beta.T @ " in text
    assert "beta_bar = np.outer(" in text and "w_bar = np.outer(" in text
    assert "import" not in text.replace("import numpy as np", "")
    backward = [ast.unparse(s.targets[0]) for s in statements(derivative)]
    backward = [n for n in backward if n.endswith("_bar")]
    assert backward == ["y_in_bar", "beta_bar", "h_bar", "w_bar"]


def test_the_sigmoid_with_a_slope_takes_no_more_operations_than_by_hand():
    derivative = grad(slope)
    v = np.linspace(-2.0, 2.0, 5)
    for s in (0.5, 1.0, 10.0):
        y = 1 / (1 + np.exp(-s * v))
        by_hand = s * y * (1 - y)
        np.testing.assert_allclose(derivative(v, s), by_hand, rtol=1e-12, atol=s * EPS)
    last = [s for s in statements(derivative) if ast.unparse(s).startswith("v_bar")]
    assert sum(map(operations, last)) <= 1 + operations(ast.parse("s * y * (1 - y)"))
