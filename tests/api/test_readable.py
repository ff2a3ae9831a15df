"""Two texts for one signature: the readable one, and that for large arrays."""

import pickle
import threading

import numpy as np
import pytest

from srcdiff import grad, value_and_grad, vjp
from srcdiff.analysis.bulk import LARGE_BYTES
from srcdiff.cli.main import main
from tests.bits import bits

SMALL = np.linspace(0.0, 1.0, 9 * 300).reshape(9, 300)
LARGE = np.linspace(0.0, 1.0, 120 * 300).reshape(120, 300)


def chain(x, k):
    y = x * k + 1.0
    z = np.exp(y * y - x)
    return np.sum(z * y + z)


def scaled(p, x):
    r = x * p["scale"][0] - p["shift"]
    return np.mean(r * np.tanh(r))


def test_the_last_call_tells_which_text_ran():
    slope = grad(chain)
    slope(SMALL, 0.5)
    readable = slope.source
    slope(LARGE, 0.5)
    large = slope.source
    assert "out=" not in readable and "out=" in large
    assert slope.fits(LARGE, 0.5) and not slope.fits(SMALL, 0.5)
    slope(SMALL, 0.5)
    assert slope.source == readable
    assert slope.fits(SMALL, 0.5) and not slope.fits(LARGE, 0.5)
    assert slope.source_for(LARGE, 0.5) == large
    assert len(slope.signatures) == 1


def test_readable_is_for_all_sizes():
    slope = grad(readable=True)(chain)
    text = slope.source_for(LARGE, 0.5)
    assert "out=" not in text
    assert text == slope.source_for(SMALL, 0.5) == grad(chain).source_for(SMALL, 0.5)
    assert bits(slope(LARGE, 0.5)) == bits(grad(chain)(LARGE, 0.5))
    assert slope.fits(LARGE, 0.5) and slope.fits(SMALL, 0.5)
    again = pickle.loads(pickle.dumps(slope))
    assert again.readable
    assert "out=" not in again.source_for(LARGE, 0.5)
    other = value_and_grad(chain, readable=True)
    assert "out=" not in other.source_for(LARGE, 0.5)


def test_the_edge_of_large():
    slope = grad(chain)
    edge = LARGE_BYTES // 8
    assert "out=" in slope.source_for(np.zeros(edge), 0.5)
    assert "out=" not in slope.source_for(np.zeros(edge - 1), 0.5)
    slope(np.zeros(edge), 0.5)
    assert slope.fits(np.zeros(edge), 0.5) and not slope.fits(np.zeros(edge - 1), 0.5)


def test_what_is_not_in_rows_has_the_readable_text():
    """The sum of a result depends on its layout, in the last digit."""
    slope = grad(chain)
    plain = grad(chain, readable=True)
    turned = np.asfortranarray(LARGE)
    slope(LARGE, 0.5)
    assert not slope.fits(turned, 0.5)
    assert bits(slope(turned, 0.5)) == bits(plain(turned, 0.5))
    assert "out=" not in slope.source
    assert bits(slope(LARGE[:, ::2], 0.5)) == bits(plain(LARGE[:, ::2], 0.5))
    row = np.repeat(LARGE.ravel(), 2)[::2]
    assert bits(slope(row, 0.5)) == bits(plain(row, 0.5))
    assert "out=" in slope.source


def test_the_array_that_decides_is_the_one_of_that_size():
    slope = grad(scaled, "p")
    p = {"scale": [2.0], "shift": np.ones(300)}
    for x in (SMALL, LARGE):
        want = grad(scaled, "p", readable=True)(p, x)
        assert bits(slope(p, x)) == bits(want)
        assert ("out=" in slope.source) == (x is LARGE)
    wide = {"scale": [2.0], "shift": np.ones(40000)}
    slope(wide, np.ones((1, 40000)))
    first = grad(scaled, "p")
    assert bits(first(wide, np.ones((9, 40000)))) == bits(
        slope(wide, np.ones((9, 40000)))
    )


def test_one_text_where_nothing_is_reused():
    def plain(x):
        return np.sum(x)

    slope = grad(plain)
    slope(LARGE)
    assert slope.fits(SMALL) and slope.fits(LARGE)
    assert slope.source == grad(plain, readable=True).source_for(SMALL)


def test_a_pullback():
    value, pullback = vjp(chain, LARGE, 0.5, wrt=0)
    other, readable = vjp(chain, LARGE, 0.5, wrt=0, readable=True)
    assert "out=" in pullback.source and "out=" not in readable.source
    assert bits(value) == bits(other)
    assert bits(pullback(1.0)) == bits(readable(1.0)) == bits(pullback(1.0))


def test_dump_and_save_are_readable(tmp_path, capsys):
    file = tmp_path / "program.py"
    file.write_text(
        "import numpy as np\n\n\ndef f(x):\n    return np.sum(np.exp(-x * x))\n"
    )
    assert main(["dump", f"{file}:f", "--example", "np.ones(100000)"]) == 0
    assert "np.exp(" in (text := capsys.readouterr().out) and "out=" not in text
    grad(chain).save(tmp_path / "slope.py", LARGE, 0.5)
    assert "out=" not in (tmp_path / "slope.py").read_text()


def test_arguments_are_left_as_they_are():
    x = LARGE.copy()
    x.flags.writeable = False
    assert bits(grad(chain)(x, 0.5)) == bits(grad(chain)(LARGE.copy(), 0.5))


@pytest.mark.parametrize("sizes", [(SMALL, LARGE), (LARGE, SMALL)])
def test_threads(sizes):
    slope = grad(chain)
    want = {id(x): bits(grad(chain, readable=True)(x, 0.5)) for x in sizes}
    found = []

    def work():
        found.extend(bits(slope(x, 0.5)) == want[id(x)] for x in sizes * 5)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 40 and all(found)
