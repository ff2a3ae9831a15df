import numpy as np
from srcdiff.runtime import zeros_like


def dictionary_grad(params, x, t):
    """Gradient of dictionary (networks.py:21) with respect to params.

    params: {'w': f8[n, n], 'b': f8[n], 'v': f8[n, n], 'decay': float}, x: f8[n, n], t:
    f8[n, n]
    """
    # forward
    h_total = x @ params["w"] + params["b"]
    h = np.maximum(h_total, 0.0)
    z = h @ params["v"]
    difference = z - t

    # backward
    # return np.mean((z - t) ** 2) + params["decay"] * np.sum(params["v"] ** 2)
    params_bar = zeros_like(params)
    params_bar["v"] += params["decay"] * (2 * params["v"])
    params_bar["decay"] += np.sum(params["v"] ** 2)
    z_bar = 2.0 / difference.size * difference
    # z = h @ params["v"]
    h_bar = z_bar @ params["v"].T
    params_bar["v"] += h.T @ z_bar
    # h = np.maximum(x @ params["w"] + params["b"], 0.0)
    h_total_bar = h_bar * np.heaviside(h_total, 0.5)
    params_bar["b"] += h_total_bar.sum(axis=0)
    params_bar["w"] += x.T @ h_total_bar
    return params_bar
