import numpy as np


def attention_grad(x, Wq, Wk, Wv):
    """Gradient of attention (networks.py:60) with respect to Wq, Wk, Wv.

    x: f8[n, d], Wq: f8[d, h], Wk: f8[d, h], Wv: f8[d, k]
    """
    # forward
    q = x @ Wq
    k = x @ Wk
    v = x @ Wv
    scores = q @ k.T / np.sqrt(k.shape[1])
    e = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    weights = e / np.sum(e, axis=-1, keepdims=True)

    # backward
    # return np.sum((weights @ v) ** 2)
    product_bar = 2 * (weights @ v)
    weights_bar = product_bar @ v.T
    v_bar = weights.T @ product_bar
    # e = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    scores_bar_part = weights_bar * weights
    scores_bar = scores_bar_part - weights * scores_bar_part.sum(axis=1, keepdims=True)
    # scores = q @ k.T / np.sqrt(k.shape[1])
    scores_product_bar = scores_bar / np.sqrt(k.shape[1])
    q_bar = scores_product_bar @ k
    k_bar = scores_product_bar.T @ q
    # v = x @ Wv
    Wv_bar = x.T @ v_bar
    # k = x @ Wk
    Wk_bar = x.T @ k_bar
    # q = x @ Wq
    Wq_bar = x.T @ q_bar
    return Wq_bar, Wk_bar, Wv_bar
