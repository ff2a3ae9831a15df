import numpy as np


def attention_block_grad(params, x):
    """Gradient of attention_block (networks.py:81) with respect to params.

    params: (f8[n, d], f8[n, d], f8[n, h], f8[h, n], f8[n], f8[n]), x: f8[k, n]
    """
    # forward
    Wq, Wk, Wv, Wo, gamma, beta = params
    h_difference = x - np.mean(x, axis=-1, keepdims=True)
    h_denominator = np.sqrt(np.var(x, axis=-1, keepdims=True) + 1e-05)
    h = gamma * h_difference / h_denominator + beta
    weights_product = h @ Wq
    weights_product_2 = h @ Wk
    weights_in = weights_product @ weights_product_2.T / np.sqrt(Wk.shape[1])
    e = np.exp(weights_in - np.max(weights_in, axis=-1, keepdims=True))
    weights = e / np.sum(e, axis=-1, keepdims=True)
    product = h @ Wv
    product_2 = weights @ product

    # backward
    # return np.sum((x + weights @ (h @ Wv) @ Wo) ** 2)
    total_bar = 2 * (x + product_2 @ Wo)
    product_bar = total_bar @ Wo.T
    Wo_bar = product_2.T @ total_bar
    weights_bar = product_bar @ product.T
    product_bar_2 = weights.T @ product_bar
    h_bar = product_bar_2 @ Wv.T
    Wv_bar = h.T @ product_bar_2
    # weights = softmax((h @ Wq) @ (h @ Wk).T / np.sqrt(Wk.shape[1]))
    weights_product_bar_part = weights_bar * weights
    weights_product_bar = (
        weights_product_bar_part
        - weights * weights_product_bar_part.sum(axis=1, keepdims=True)
    ) / np.sqrt(Wk.shape[1])
    weights_product_bar_2 = weights_product_bar @ weights_product_2
    weights_product_bar_3 = weights_product_bar.T @ weights_product
    h_bar += weights_product_bar_3 @ Wk.T
    Wk_bar = h.T @ weights_product_bar_3
    h_bar += weights_product_bar_2 @ Wq.T
    Wq_bar = h.T @ weights_product_bar_2
    # h = layer_norm(x, gamma, beta)
    beta_bar = h_bar.sum(axis=0)
    gamma_bar = (h_bar * h_difference / h_denominator).sum(axis=0)
    return Wq_bar, Wk_bar, Wv_bar, Wo_bar, gamma_bar, beta_bar
