"""Every program that is differentiated in these tests is trained, too."""

import copy

import numpy as np
import pytest

from srcdiff import InvalidArgument, value_and_grad
from srcdiff.nn import momentum, training_step
from srcdiff.nn.parameters import arrays_in
from tests.programs import PROGRAMS


def of_arrays(value):
    """Return an argument with arrays for its floats: what can be updated in place."""
    if isinstance(value, float | np.floating):
        return np.array(value)
    if isinstance(value, dict):
        return {key: of_arrays(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = map(of_arrays, value)
        if hasattr(value, "_fields"):
            return type(value)(*items)
        return type(value)(items)
    return value


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.filterwarnings("ignore")
def test_a_step_is_gradient_and_rule(name):
    program = PROGRAMS[name]
    function, wrt, kwargs = program.function, program.wrt, program.kwargs
    if any(isinstance(position, str) for position in wrt):
        pytest.skip("differentiated with respect to a parameter of many arguments")
    args = copy.deepcopy(program.args)
    args = [of_arrays(a) if k in wrt else a for k, a in enumerate(args)]
    optimiser = momentum(0.01)
    try:
        state = optimiser.init(tuple(args[k] for k in wrt))
    except InvalidArgument as error:
        pytest.skip(str(error))
    other = copy.deepcopy(args)
    kept = copy.deepcopy(state)
    gradient = value_and_grad(function, wrt)
    step = training_step(function, optimiser, wrt)
    for _ in range(2):
        try:
            value, bars = copy.deepcopy(gradient(*other, **kwargs))
        except ZeroDivisionError:
            pytest.skip("numbers of Python raise where those of NumPy do not")
        optimiser.update(kept, tuple(other[k] for k in wrt), bars)
        found = step(state, *args, **kwargs)
        np.testing.assert_allclose(found, value, rtol=1e-11, atol=1e-13)
        pairs = zip(_arrays(args, wrt), _arrays(other, wrt), strict=True)
        for one, two in pairs:
            np.testing.assert_allclose(one, two, rtol=1e-11, atol=1e-13)


def _arrays(args, wrt):
    return [a for *_, a in arrays_in({"p": tuple(args[k] for k in wrt)})]
