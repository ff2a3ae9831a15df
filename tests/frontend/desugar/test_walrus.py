"""Named expressions keep their order of evaluation."""

from srcdiff import grad, value_and_grad
from srcdiff.testing import check_grads


def test_order_of_evaluation(capsys):
    def f(x):
        k = 0
        while (k := k + 1) < 4 and print(k) is None:
            x = x * (y := x + k)
        return x * y

    check_grads(f, (0.5,))
    capsys.readouterr()
    value, _ = value_and_grad(f)(0.5)
    assert capsys.readouterr().out == "1\n2\n3\n"
    assert value == f(0.5)


def test_chained_comparison_and_branches():
    def f(x):
        if 0.0 < (y := x * x) < 4.0:
            return y * x
        elif (z := y * x) > 9.0:
            return z
        return x

    assert [grad(f)(v) for v in (1.5, 3.0, 0.0)] == [6.75, 27.0, 1.0]
