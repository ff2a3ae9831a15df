"""A maximum-entropy model that tells what a sentence is about, from string features.

p(y | x) is proportional to exp(theta . f(x, y)), where f_k(x, y) counts how often the
feature k, a string such as "goal & sport", occurs in the text x with the label y. For
each feature the gradient of the log-likelihood is what was observed less what the model
expects: at the optimum the model expects of each feature what the data show.
"""

import numpy as np

from srcdiff import value_and_grad

LABELS = ("food", "sport", "weather")
TEXTS = (
    ("the striker scored a late goal", "sport"),
    ("our team lost the final match", "sport"),
    ("a goal in the last minute won the match", "sport"),
    ("the team trained before the final", "sport"),
    ("simmer the soup and add the salt", "food"),
    ("the soup needs a pinch of salt", "food"),
    ("bake the bread until it is golden", "food"),
    ("fresh bread and hot soup", "food"),
    ("rain and wind in the north", "weather"),
    ("the wind brings rain before the night", "weather"),
    ("a sunny day with little wind", "weather"),
    ("cold rain turns to snow at night", "weather"),
)


def features(text, label):
    """Return the names of the features of a text with a label, once per occurrence."""
    return [f"{word} & {label}" for word in text.split()] + [label]


def names(texts):
    """Return the names of all features, in alphabetical order."""
    found = {name for x, _ in texts for y in LABELS for name in features(x, y)}
    return sorted(found)


def counts(texts, known):
    """Return how often each known feature occurs: (texts, labels, features)."""
    f = np.zeros((len(texts), len(LABELS), len(known)))
    number = {name: k for k, name in enumerate(known)}
    for i, x in enumerate(texts):
        for j, y in enumerate(LABELS):
            for name in features(x, y):
                if name in number:
                    f[i, j, number[name]] += 1
    return f


def log_likelihood(theta, f, y):
    """Return the sum of log p(y | x) over the texts; y has the labels' numbers."""
    scores = f @ theta
    log_z = np.logaddexp.reduce(scores, axis=1)
    return np.sum(scores[np.arange(len(y)), y] - log_z)


likelihood_and_gradient = value_and_grad(log_likelihood)


def observed(f, y):
    """Return the total of each feature in the texts with their own labels."""
    return f[np.arange(len(y)), y].sum(axis=0)


def expected(theta, f):
    """Return the total of each feature that the model expects in the texts."""
    p = np.exp(f @ theta)
    p = p / p.sum(axis=1, keepdims=True)
    return np.einsum("ij,ijk->k", p, f)


def train(f, y, rate=0.2, steps=200):
    """Return theta after steps of gradient ascent from theta = 0."""
    theta = np.zeros(f.shape[2])
    for step in range(steps):
        value, gradient = likelihood_and_gradient(theta, f, y)
        theta += rate * gradient
        if step % 50 == 0:
            print(f"step {step:3}: log-likelihood {value:8.4f}")
    return theta


def main():
    """Train on the sentences; print the heaviest features and two new labels."""
    texts = [x for x, _ in TEXTS]
    y = np.array([LABELS.index(label) for _, label in TEXTS])
    known = names(TEXTS)
    f = counts(texts, known)
    theta = train(f, y)
    _, gradient = likelihood_and_gradient(theta, f, y)
    print("feature              weight  observed  expected  gradient")
    for k in np.argsort(-theta)[:6]:
        row = theta[k], observed(f, y)[k], expected(theta, f)[k], gradient[k]
        print(f"{known[k]:18}", *(f"{v:8.4f}" for v in row))
    for x in ("salt the bread", "snow in the night"):
        print(f"{x!r} is about", LABELS[np.argmax(counts([x], known)[0] @ theta)])
    print(likelihood_and_gradient.source)


if __name__ == "__main__":
    main()
