"""The perceptron for three classes, written per class and with one matrix.

Each class k has a score w_k . x + b_k, and the label is the class of the highest score.
The loss is how far the highest score lies above that of the right class: its gradient
takes x from the weights of the wrong winner, and adds it to those of the right class.
"""

import numpy as np

from srcdiff import grad

CENTRES = np.array([[0.0, 2.0], [-2.0, -1.0], [2.0, -1.0]])


def loss_per_class(classes, x, y):
    """Return the loss of one example, for a list of pairs (w_k, b_k)."""
    scores = [w @ x + b for w, b in classes]
    return max(scores) - scores[y]


def loss_matrix(W, b, x, y):
    """Return the same loss, for the matrix W whose rows are the vectors w_k."""
    scores = W @ x + b
    return np.max(scores) - scores[y]


def loss_binary(w, b, x, sign):
    """Return the loss of one example with one vector: the label is a sign, -1 or 1."""
    return np.maximum(0.0, -sign * (w @ x + b))


gradient_per_class = grad(loss_per_class)
gradient_matrix = grad(loss_matrix, wrt=("W", "b"))
gradient_binary = grad(loss_binary, wrt=("w", "b"))


def points(n, seed=0):
    """Return n points around each of three centres, and whose points they are."""
    rng = np.random.default_rng(seed)
    y = np.repeat(np.arange(3), n)
    return CENTRES[y] + 0.5 * rng.normal(size=(3 * n, 2)), y


def labels(W, b, X):
    """Return the class with the highest score for each row of X."""
    return np.argmax(X @ W.T + b, axis=1)


def train(X, y, epochs=5, seed=0):
    """Return W and b after some epochs of Rosenblatt's rule, one example a step."""
    rng = np.random.default_rng(seed)
    W, b = 0.01 * rng.normal(size=(3, X.shape[1])), np.zeros(3)
    for epoch in range(1, epochs + 1):
        for i in rng.permutation(len(X)):
            W_bar, b_bar = gradient_matrix(W, b, X[i], y[i])
            W -= W_bar
            b -= b_bar
        right = np.mean(labels(W, b, X) == y)
        print(f"epoch {epoch}: {right:.1%} of the examples are labelled rightly")
    return W, b


def train_binary(X, signs, epochs=5):
    """Return w and b of the two-class perceptron; the label is the sign of w.x + b."""
    w, b = np.full(X.shape[1], 0.01), 0.0
    for _ in range(epochs):
        for x, sign in zip(X, signs, strict=True):
            w_bar, b_bar = gradient_binary(w, b, x, sign)
            w, b = w - w_bar, b - b_bar
    return w, b


def main():
    """Train both perceptrons and compare the two views of the gradient."""
    X, y = points(40)
    W, b = train(X, y)
    per_class = gradient_per_class(list(zip(W, b, strict=True)), X[0], 2)
    W_bar, _ = gradient_matrix(W, b, X[0], 2)
    rows = np.array([w_bar for w_bar, _ in per_class])
    print("the two views of the gradient differ by", np.abs(rows - W_bar).max())
    signs = np.where(y == 0, 1.0, -1.0)
    w, b = train_binary(X, signs)
    print(f"class 0 against the rest: {np.mean(np.sign(X @ w + b) == signs):.1%} right")
    print(gradient_matrix.source)


if __name__ == "__main__":
    main()
