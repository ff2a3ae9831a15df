import numpy as np
from srcdiff.runtime import tie_shares


def soft_k_means_grad(centers, x, sharpness):
    """Gradient of soft_k_means (statistics.py:56) with respect to centers.

    centers: f8[n, d], x: f8[h, d], sharpness: float
    """
    # forward
    distance_difference = x[:, None, :] - centers[None, :, :]
    distance = np.sum(distance_difference**2, axis=-1)
    min_distance = np.min(distance, axis=1, keepdims=True)
    e = np.exp(-sharpness * (distance - min_distance))
    weights = e / np.sum(e, axis=1, keepdims=True)

    # backward
    # return np.mean(np.sum(weights * distance, axis=1))
    weights_bar = distance / distance.shape[0]
    distance_bar = weights / weights.shape[0]
    # e = np.exp(-sharpness * (distance - np.min(distance, axis=1, keepdims=True)))
    e_difference_bar = (
        -sharpness
        * (weights_bar - (weights_bar * weights).sum(axis=1, keepdims=True))
        * weights
    )
    distance_bar += e_difference_bar
    min_distance_bar = -e_difference_bar.sum(axis=1, keepdims=True)
    distance_bar += min_distance_bar * tie_shares(distance, min_distance, 1, True)
    # distance = np.sum((x[:, None, :] - centers[None, :, :]) ** 2, axis=-1)
    centers_bar = -2 * (distance_bar[:, :, None] * distance_difference).sum(axis=0)
    return centers_bar
