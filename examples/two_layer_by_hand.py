"""The gradient of a two-layer network by hand, beside the code that srcdiff generates.

h_j = sigma(w_j . x + b0), y_k = sigma(beta_k . h), L = -sum_k y*_k log y_k. The chain
rule goes from the loss to the weights, one quantity a line; so does the generated code.
"""

import numpy as np

from srcdiff import grad

FORMULAS = {
    "y_in_bar": "dL/dv_k     = -(y*_k / y_k) sigma'(v_k) = -y*_k (1 - y_k)",
    "beta_bar": "dL/dbeta_kj = dL/dv_k h_j",
    "h_bar": "dL/dh_j     = sum_k dL/dv_k beta_kj",
    "w_bar": "dL/dw_jl    = dL/dh_j sigma'(w_j . x + b0) x_l",
}


def sigma(v):
    """Return 1 / (1 + exp(-v)); its derivative is sigma (1 - sigma)."""
    return 1 / (1 + np.exp(-v))


def loss(w, beta, b0, x, y_star):
    """Return the loss of one example x with the target y_star."""
    h = sigma(w @ x + b0)
    y = sigma(beta @ h)
    return -np.sum(y_star * np.log(y))


gradient = grad(loss, wrt=("w", "beta"))


def by_hand(w, beta, b0, x, y_star):
    """Return every quantity of the derivation, each element by its own formula."""
    h = [sigma(sum(w[j] * x) + b0) for j in range(len(w))]
    y = [sigma(sum(beta[k] * h)) for k in range(len(beta))]
    v_bar = [-(y_star[k] / y[k]) * y[k] * (1 - y[k]) for k in range(len(beta))]
    h_bar = [sum(v_bar * beta[:, j]) for j in range(len(w))]
    beta_bar = [[v_bar[k] * h[j] for j in range(len(w))] for k in range(len(beta))]
    w_bar = [[h_bar[j] * h[j] * (1 - h[j]) * x_l for x_l in x] for j in range(len(w))]
    found = {"y_in_bar": v_bar, "beta_bar": beta_bar, "h_bar": h_bar, "w_bar": w_bar}
    return {name: np.array(value) for name, value in found.items()}


def statements(source):
    """Return the lines of the generated function that compute something, by name."""
    lines = [line.strip() for line in source.splitlines()]
    return {line.split(" = ")[0]: line for line in lines if " = " in line}


def run(lines, **values):
    """Return what each line of generated code computes, run one after the other."""
    for line in lines:
        exec(line, {"np": np}, values)
    return values


def arguments(seed=0, inputs=3, hidden=4, outputs=2):
    """Return random weights, an input and a one-hot target."""
    rng = np.random.default_rng(seed)
    w, beta = rng.normal(size=(hidden, inputs)), rng.normal(size=(outputs, hidden))
    return w, beta, 0.3, rng.normal(size=inputs), np.eye(outputs)[seed % outputs]


def main():
    """Print each formula above its line of generated code, and how far they differ."""
    given = arguments()
    lines = statements(gradient.source_for(*given))
    names = ("w", "beta", "b0", "x", "y_star")
    found = run(lines.values(), **dict(zip(names, given, strict=True)))
    for name, value in by_hand(*given).items():
        print(FORMULAS[name])
        print(f"  {lines[name]:38}  differs by {np.abs(found[name] - value).max():.1e}")


if __name__ == "__main__":
    main()
