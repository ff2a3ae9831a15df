import numpy as np


def dictionary_grad(params, x, t):
    """Gradient of dictionary (networks.py:21) with respect to params.

    params: {'w': f8[n, d], 'b': f8[d], 'v': f8[d, h], 'decay': float}, x: f8[k, n],
    t: f8[k, h]
    """
    # forward
    h_in = x @ params["w"] + params["b"]
    h = np.maximum(h_in, 0.0)
    z = h @ params["v"]

    # backward
    # return np.mean((z - t) ** 2) + params["decay"] * np.sum(params["v"] ** 2)
    decay_bar = np.sum(params["v"] ** 2)
    v_bar = 2 * params["decay"] * params["v"]
    z_bar = 2 / z.size * (z - t)
    # z = h @ params["v"]
    h_bar = z_bar @ params["v"].T
    v_bar += h.T @ z_bar
    # h = np.maximum(x @ params["w"] + params["b"], 0.0)
    h_in_bar = h_bar * np.heaviside(h_in, 0.5)
    b_bar = h_in_bar.sum(axis=0)
    w_bar = x.T @ h_in_bar
    return {"w": w_bar, "b": b_bar, "v": v_bar, "decay": decay_bar}
