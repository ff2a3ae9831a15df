import numpy as np
from srcdiff.runtime import expand, tie_shares


def soft_k_means_grad(centers, x, sharpness):
    """Gradient of soft_k_means (statistics.py:56) with respect to centers.

    centers: f8[n, n], x: f8[n, n], sharpness: float
    """
    # forward
    distance_in = x[:, None, :] - centers[None, :, :]
    distance_in_2 = distance_in**2
    distance = np.sum(distance_in_2, axis=-1)
    e_in = np.min(distance, axis=1, keepdims=True)
    e = np.exp(-sharpness * (distance - e_in))
    weights = e / np.sum(e, axis=1, keepdims=True)

    # backward
    # return np.mean(np.sum(weights * distance, axis=1))
    weights_bar = distance / distance.shape[0]
    distance_bar = weights / weights.shape[0]
    # e = np.exp(-sharpness * (distance - np.min(distance, axis=1, keepdims=True)))
    e_in_bar = (
        -sharpness
        * (weights_bar - (weights_bar * weights).sum(axis=1, keepdims=True))
        * weights
    )
    distance_bar += e_in_bar
    e_in_bar_2 = -e_in_bar.sum(axis=1, keepdims=True)
    distance_bar += expand(e_in_bar_2, distance, 1, True) * tie_shares(
        distance, e_in, 1, True
    )
    # distance = np.sum((x[:, None, :] - centers[None, :, :]) ** 2, axis=-1)
    distance_in_bar = np.broadcast_to(
        np.expand_dims(distance_bar, -1), distance_in_2.shape
    )
    centers_bar = np.zeros_like(centers)
    centers_bar[None, :, :] += -2 * (distance_in_bar * distance_in).sum(
        axis=0, keepdims=True
    )
    return centers_bar
