import numpy as np


def kalman_step_grad(x, P, z, A, Q, H, R):
    """Gradient of kalman_step (statistics.py:45) with respect to A, Q, R.

    x: f8[n], P: f8[n, n], z: f8[d], A: f8[h, n], Q: f8[h, h], H: f8[d, h], R: f8[d, d]
    """
    # forward
    x_2 = A @ x
    P_product = A @ P
    P_2 = P_product @ A.T + Q
    residual = z - H @ x_2
    S = H @ P_2 @ H.T + R
    K_product = P_2 @ H.T
    inv_S = np.linalg.inv(S)
    K = K_product @ inv_S
    x_3 = x_2 + K @ residual

    # backward
    # return np.sum(x**2) + np.trace(P)
    P_3_bar = np.eye(P_2.shape[0])
    x_3_bar = 2 * x_3
    # P = P - K @ H @ P
    P_2_bar = P_3_bar - (K @ H).T @ P_3_bar
    K_bar = -P_3_bar @ P_2.T @ H.T
    # x = x + K @ residual
    K_bar += np.outer(x_3_bar, residual)
    residual_bar = K.T @ x_3_bar
    # K = P @ H.T @ np.linalg.inv(S)
    S_bar = -inv_S.T @ (K_product.T @ K_bar) @ inv_S.T
    P_2_bar += K_bar @ inv_S.T @ H
    # S = H @ P @ H.T + R
    P_2_bar += H.T @ (S_bar @ H)
    # residual = z - H @ x
    x_2_bar = x_3_bar - H.T @ residual_bar
    # P = A @ P @ A.T + Q
    A_bar = P_2_bar.T @ P_product + P_2_bar @ A @ P.T
    # x = A @ x
    A_bar += np.outer(x_2_bar, x)
    return A_bar, P_2_bar, S_bar
