import numpy as np
from srcdiff.runtime import expand, tie_shares


def soft_k_means_grad(centers, x, sharpness):
    """Gradient of soft_k_means (statistics.py:56) with respect to centers.

    centers: f8[n, d], x: f8[h, d], sharpness: float
    """
    # forward
    distance_difference = x[:, None, :] - centers[None, :, :]
    distance_in = distance_difference**2
    distance = np.sum(distance_in, axis=-1)
    min_distance = np.min(distance, axis=1, keepdims=True)
    e = np.exp(-sharpness * (distance - min_distance))
    sum_e = np.sum(e, axis=1, keepdims=True)
    weights = e / sum_e
    total = np.sum(weights * distance, axis=1)

    # backward
    # return np.mean(np.sum(weights * distance, axis=1))
    product_bar = np.broadcast_to(
        np.expand_dims(np.full_like(total, 1.0 / total.size), 1), weights.shape
    )
    weights_bar = product_bar * distance
    distance_bar = product_bar * weights
    # weights = e / np.sum(e, axis=1, keepdims=True)
    e_bar = weights_bar / sum_e
    e_bar += (-weights_bar * weights / sum_e).sum(axis=1, keepdims=True)
    # e = np.exp(-sharpness * (distance - np.min(distance, axis=1, keepdims=True)))
    e_difference_bar = e_bar * e * -sharpness
    distance_bar += e_difference_bar
    min_distance_bar = (-e_difference_bar).sum(axis=1, keepdims=True)
    distance_bar += expand(min_distance_bar, distance, 1, True) * tie_shares(
        distance, min_distance, 1, True
    )
    # distance = np.sum((x[:, None, :] - centers[None, :, :]) ** 2, axis=-1)
    distance_in_bar = np.broadcast_to(
        np.expand_dims(distance_bar, -1), distance_in.shape
    )
    distance_difference_bar = distance_in_bar * (2 * distance_difference)
    centers_bar = np.zeros_like(centers)
    centers_bar[None, :, :] += (-distance_difference_bar).sum(axis=0, keepdims=True)
    return centers_bar
