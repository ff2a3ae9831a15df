"""After every pass the printed program runs and gives the same values."""

import ast
import contextlib
import copy
import functools
import inspect
import io
import os
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

import srcdiff
from srcdiff import compiler, grad, value_and_grad
from srcdiff.testing import check_grads
from tests.programs import PROGRAMS
from tests.stages import (
    call,
    callees_of,
    derivative_programs,
    front_end_programs,
    names_of,
    recorded_calls,
    watch,
)
from tests.trees import arrays, assert_close, assert_same, same_structure

EACH = pytest.mark.parametrize("name", PROGRAMS)
PASSES = [title for title, _ in compiler.OPTIMIZER]
ROOT = Path(__file__).parent.parent


def tolerance(program):
    """Return how far two ways of computing the same gradients may be apart."""
    single = any(a.dtype == np.float32 for a in arrays(program.args))
    return 1e-5 if single else 1e-11


def test_there_are_enough_programs():
    assert len(PROGRAMS) >= 40


@EACH
@pytest.mark.parametrize("specialised", [False, True])
def test_programs_before_the_reverse_pass_compute_the_value(name, specialised):
    program = PROGRAMS[name]
    watched = watch(program, specialised)
    by_name = {c.node.name: c.key.__code__ for c in callees_of(watched)}
    codes = set(by_name.values())
    calls = recorded_calls(lambda: call(program.function, program), codes)
    ran = []
    for title, function, text, made in front_end_programs(watched):
        mine = [c for c in calls if c[0] is by_name[function]]
        for _, arguments, value in mine[:5]:
            with contextlib.redirect_stdout(io.StringIO()):
                got = _called(made, copy.deepcopy(arguments))
            try:
                assert_same(got, value)
            except AssertionError as error:
                error.add_note(f"after {title}:\n{text}")
                raise
            ran.append(title)
    assert "origins" in ran


def _called(function, arguments):
    """Call a function by the names of its parameters, positional-only ones too."""
    code = function.__code__
    split = code.co_posonlyargcount
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    stars = code.co_varnames[len(names) :]
    more, named = (), {}
    if code.co_flags & inspect.CO_VARARGS:
        split, more = code.co_argcount, arguments[stars[0]]
    if code.co_flags & inspect.CO_VARKEYWORDS:
        named = arguments[stars[bool(code.co_flags & inspect.CO_VARARGS)]]
    first = [arguments[n] for n in names[:split]]
    others = {n: arguments[n] for n in names[split:]}
    return function(*first, *more, **others, **named)


@EACH
@pytest.mark.parametrize("specialised", [False, True])
def test_programs_from_the_reverse_pass_on_compute_the_gradient(name, specialised):
    program = PROGRAMS[name]
    value = call(program.function, program)
    want = call(value_and_grad(program.function, program.wrt), program)
    titles = []
    for title, text, function in derivative_programs(watch(program, specialised)):
        titles.append(title)
        try:
            got = call(function, program)
            assert_same(got[0], value)
            assert_close(got[1], want[1], tolerance(program))
        except Exception as error:
            error.add_note(f"after {title}:\n{text}")
            raise
    assert "reverse" in titles


@EACH
def test_gradients_agree_with_differences(name):
    program = PROGRAMS[name]
    with contextlib.redirect_stdout(io.StringIO()):
        check_grads(program.function, program.args, program.wrt, kwargs=program.kwargs)


@EACH
def test_value_structure_and_arguments(name):
    program = PROGRAMS[name]
    args, kwargs = copy.deepcopy((program.args, program.kwargs))
    with contextlib.redirect_stdout(io.StringIO()):
        derivative = value_and_grad(program.function, program.wrt)
        value, gradients = derivative(*args, **kwargs)
    assert_same((args, kwargs), (program.args, program.kwargs))
    assert_same(value, call(program.function, program))
    bound = inspect.signature(program.function).bind(*args, **kwargs)
    bound.apply_defaults()
    for parameter, gradient in zip(names_of(program), gradients, strict=True):
        assert same_structure(gradient, bound.arguments[parameter])
    ours = arrays(gradients)
    for number, array in enumerate(ours):
        assert array.flags.writeable
        others = [*ours[:number], *arrays((args, kwargs))]
        assert not any(np.shares_memory(array, other) for other in others)


@functools.cache
def gradient_of(name):
    program = PROGRAMS[name]
    return call(grad(program.function, program.wrt), program)


def drawn(name, off):
    """Tell whether this version of Python tries a program without an optimisation."""
    lot = zlib.crc32(f"{name} {off} {sys.version_info.minor}".encode())
    return off == "all of them" or lot % 2 == 0


OFF = [(n, off) for n in PROGRAMS for off in [*PASSES, "all of them"] if drawn(n, off)]


@pytest.mark.parametrize("name, off", OFF)
def test_each_optimisation_off(name, off, monkeypatch):
    program = PROGRAMS[name]
    want = gradient_of(name)
    kept = [each for each in compiler.OPTIMIZER if off not in (each[0], "all of them")]
    monkeypatch.setattr(compiler, "OPTIMIZER", kept)
    got = call(grad(program.function, program.wrt), program)
    assert_close(got, want, tolerance(program))


@EACH
def test_generated_text_is_python_of_88_columns(name):
    program = PROGRAMS[name]
    derivative = grad(program.function, program.wrt)
    general = derivative.source
    call(derivative, program)
    for text in (general, derivative.source):
        tree = ast.parse(text)
        code = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
        assert any(isinstance(n, ast.FunctionDef) for n in tree.body)
        assert max(map(len, code)) <= 88


def test_same_text_under_every_hash_seed():
    script = (
        "from srcdiff import value_and_grad\n"
        "from tests.programs import PROGRAMS\n"
        "from tests.stages import call\n"
        "for program in PROGRAMS.values():\n"
        "    derivative = value_and_grad(program.function, program.wrt)\n"
        "    print(derivative.source)\n"
        "    call(derivative, program)\n"
        "    print(derivative.source)\n"
    )
    texts = []
    for seed in ("1", "2"):
        path = os.pathsep.join([str(ROOT), str(Path(srcdiff.__file__).parents[1])])
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        texts.append(done.stdout)
    assert len(texts[0]) > 10_000
    assert texts[0] == texts[1]
