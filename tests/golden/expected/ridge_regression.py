def ridge_regression_grad(w, X, y, strength):
    """Gradient of ridge_regression (statistics.py:24) with respect to w.

    w: f8[n], X: f8[d, n], y: f8[d], strength: float
    """
    # forward
    residual = X @ w - y

    # backward
    # return residual @ residual + strength * w @ w
    w_bar = 2 * strength * w
    residual_bar = 2 * residual
    # residual = X @ w - y
    w_bar += X.T @ residual_bar
    return w_bar
