import numpy as np


def attention_block_grad(params, x):
    """Gradient of attention_block (networks.py:81) with respect to params.

    params: (f8[n, n], f8[n, n], f8[n, n], f8[n, n], f8[n], f8[n]), x: f8[n, n]
    """
    # forward
    Wq, Wk, Wv, Wo, gamma, beta = params
    value_in = x - np.mean(x, axis=-1, keepdims=True)
    value_in_2 = np.sqrt(np.var(x, axis=-1, keepdims=True) + 1e-05)
    h = gamma * value_in / value_in_2 + beta
    weights_in = h @ Wq
    weights_in_2 = weights_in @ (h @ Wk).T / np.sqrt(Wk.shape[1])
    e = np.exp(weights_in_2 - np.max(weights_in_2, axis=-1, keepdims=True))
    value_in_3 = np.sum(e, axis=-1, keepdims=True)
    weights = e / value_in_3
    value_in_4 = h @ Wv
    value_in_5 = weights @ value_in_4

    # backward
    # return np.sum((x + weights @ (h @ Wv) @ Wo) ** 2)
    value_in_bar = 2 * (x + value_in_5 @ Wo)
    value_in_bar_2 = value_in_bar @ Wo.T
    Wo_bar = value_in_5.T @ value_in_bar
    weights_bar = value_in_bar_2 @ value_in_4.T
    value_in_bar_3 = weights.T @ value_in_bar_2
    h_bar = value_in_bar_3 @ Wv.T
    Wv_bar = h.T @ value_in_bar_3
    # weights = softmax((h @ Wq) @ (h @ Wk).T / np.sqrt(Wk.shape[1]))
    value_in_bar_4 = (-weights_bar * weights / value_in_3).sum(axis=1, keepdims=True)
    weights_in_bar = (
        (weights_bar / value_in_3 + value_in_bar_4) * e / np.sqrt(Wk.shape[1])
    )
    weights_in_bar_2 = weights_in_bar @ (h @ Wk)
    h_bar_part = weights_in.T @ weights_in_bar
    h_bar += h_bar_part.T @ Wk.T
    Wk_bar = h.T @ h_bar_part.T
    h_bar += weights_in_bar_2 @ Wq.T
    Wq_bar = h.T @ weights_in_bar_2
    # h = layer_norm(x, gamma, beta)
    beta_bar = h_bar.sum(axis=0)
    gamma_bar = (h_bar / value_in_2 * value_in).sum(axis=0)
    return Wq_bar, Wk_bar, Wv_bar, Wo_bar, gamma_bar, beta_bar
