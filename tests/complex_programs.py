"""Programs with complex numbers: of complex parameters, and of real ones on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

_RANDOM = np.random.default_rng(5)


@dataclass(frozen=True)
class Program:
    """A function, a point, and how often it can be differentiated there."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    order: int


PROGRAMS: dict[str, Program] = {}


def program(*arguments: Any, order: int = 2) -> Callable[[Callable], Callable]:
    """Enter a function and a point to differentiate it at."""

    def enter(function: Callable) -> Callable:
        PROGRAMS[function.__name__] = Program(function, arguments, order)
        return function

    return enter


def reals(*shape: int) -> np.ndarray:
    return _RANDOM.uniform(0.4, 1.6, shape)


def numbers(*shape: int) -> np.ndarray:
    return reals(*shape) + 1j * _RANDOM.uniform(-1.0, 1.0, shape)


@program(reals(3))
def product_with_conjugate(x):
    z = x * (1 + 1j) / np.sqrt(2)
    return np.sum((z * np.conj(z)).real)


@program(reals(3))
def magnitudes(x):
    return np.sum(np.abs(x * 1j) ** 2)


@program(numbers(3))
def magnitudes_of_complex(z):
    return np.sum(np.abs(z) ** 2)


@program(numbers(3), numbers(3))
def arithmetic(z, w):
    return np.sum(((z * w - w / z + z) * (-z)).real)


@program(numbers(3), reals(3))
def real_meets_complex(z, x):
    return np.sum(np.abs(z * x + x / z - x))


@program(numbers(3), numbers(2, 3))
def stretched(a, b):
    return np.sum(np.abs(a * b + a[:, None][:2]))


@program(reals(3), numbers(2, 3))
def real_stretched(a, b):
    return np.sum(np.abs(a * b + 1j * a))


@program(numbers(3, 4), numbers(4, 2))
def matrices(a, b):
    return np.sum(np.abs(a @ b) ** 2)


@program(numbers(3, 4), reals(4, 2))
def real_matrix(a, b):
    return np.sum((a @ b).imag * (a @ b).real)


@program(reals(3, 4), numbers(4))
def real_matrix_of_vector(a, b):
    return np.sum((a @ b).imag * np.dot(a, b).real)


@program(numbers(4), reals(4))
def vectors(a, b):
    return (a @ b).imag * (b @ a).real


@program(numbers(2, 3, 4), reals(4))
def stack_of_matrices(a, b):
    return np.sum(np.abs(np.matmul(a, b)))


@program(numbers(4), numbers(4))
def inner_products(a, b):
    return np.vdot(a, b).imag * np.vdot(b, b).real


@program(numbers(4), reals(4))
def inner_products_with_real(a, b):
    return np.vdot(a, b).imag + np.vdot(b, a).real ** 2


@program(numbers(4), reals(3))
def outer_products(a, b):
    return np.sum(np.abs(np.outer(a, b) + np.multiply.outer(a, b)))


@program(numbers(4, 3), reals(3, 2), order=1)
def einsum_of_two(a, b):
    return np.sum(np.abs(np.einsum("ij,jk->ik", a, b)))


@program(numbers(4, 3), reals(3, 2), numbers(2), order=1)
def einsum_of_three(a, b, d):
    return np.sum(np.abs(np.einsum("ij,jk,k->i", a, b, d)))


@program(numbers(3))
def functions(z):
    total = np.exp(z) + np.log(z) + np.sqrt(z) + np.sin(z) * np.cos(z)
    total = total + np.tan(z) + np.sinh(z) + np.cosh(z) * np.tanh(z)
    return np.sum(total.real)


@program(numbers(3))
def powers(z):
    return np.sum((z**2 + z**3 * z**-1.5 + z**0.5 + 2.0**z + z ** (1 + 2j)).imag)


@program(reals(3), numbers(3))
def powers_of_each_other(x, z):
    return np.sum(np.abs(x**z + z**x))


@program(numbers(3))
def angles(z):
    return np.sum(np.angle(z) ** 2) + np.sum(np.angle(z[:2], deg=True))


@program(numbers(3), reals(3))
def parts(z, x):
    first = np.real(z) * z.imag + np.imag(z) * x + np.conj(x)
    return np.sum(first) + np.sum(np.conj(z).imag * z.conj().real * x.imag)


@program(reals(3))
def waves(x):
    k = np.arange(3)
    return np.abs(np.sum(np.exp(1j * k * x)))


@program(reals(4))
def converted(x):
    z = x.astype(complex)
    z[1:] *= 1j
    z[0] = x[1] * (2 - 1j)
    return np.sum((z * z).real) + np.sum(np.abs(z))


@program(reals(4))
def filled_by_items(x):
    z = np.zeros(4, dtype=complex)
    for i in range(4):
        z[i] = x[i] * np.exp(1j * x[i] * i)
        z[i] += x[i - 1]
    return np.abs(np.sum(z * z))


@program(numbers(3), numbers(3))
def parts_written(z, w):
    z = z * 1.0
    z.real[1:] = w.imag[:-1] * 2
    z.imag[:] *= z.real
    return np.sum(np.abs(z) + np.abs(w))


@program(reals(3), numbers(3))
def chosen(x, z):
    return np.sum(np.abs(np.where(x > 1, z * x, x)))


@program(reals(3), numbers(3))
def joined(x, z):
    whole = np.concatenate([x, z, z * x]) ** 2
    rows = np.stack([z, x])
    return np.sum(np.abs(whole)) + np.sum(rows.imag) + np.sum(np.hstack((x, z)).real)


@program(reals(3), numbers(3))
def made_of_items(x, z):
    whole = np.array([x[0], z[1], x[2] * z[0]])
    return np.sum(np.abs(whole) ** 2)


@program(numbers(6))
def reshaped(a):
    b = a.reshape(2, 3).T
    b[0] = b[1] * 2
    c = np.transpose(b)
    return np.sum(np.abs(b[::-1] + c[0, 0])) + np.sum(a[::2].imag)


@program(numbers(3, 3) + np.eye(3), numbers(3))
def solved(a, b):
    return np.sum(np.abs(np.linalg.solve(a, b)) ** 2)


@program(reals(3, 3) + 2 * np.eye(3), numbers(3))
def solved_for_complex(a, b):
    return np.sum(np.linalg.solve(a, b).imag)


@program(numbers(3, 3) + np.eye(3), reals(3, 2))
def solved_for_real(a, b):
    return np.sum(np.linalg.solve(a, b).imag)


@program(numbers(3, 3) + np.eye(3))
def inverted(a):
    return np.sum(np.abs(np.linalg.inv(a)) ** 2)


@program(numbers(3, 3) + np.eye(3), order=1)
def determinants(a):
    return np.abs(np.linalg.det(a)) + np.trace(a).imag


@program(numbers(4), order=1)
def norms(a):
    return np.linalg.norm(a) + np.linalg.norm(a, 3)


@program(numbers(4, 2))
def spreads(a):
    return np.var(a) + np.std(a) + np.sum(np.var(a, axis=0))


@program(numbers(4))
def reductions(a):
    return np.abs(np.prod(a)) + np.mean(a).imag + np.cumsum(a)[2].real


@program(numbers(4), reals(2))
def iterated(z, x):
    for _ in range(3):
        z = z * z * 0.3 + x[0] * 1j
    return np.abs(z[0]) + np.sum(z.real)


@program(reals(4))
def number_becomes_complex(x):
    z = 0.0
    for v in x:
        z = z * v + v * 1j
    return abs(z)


@program(1.3, 0.4)
def put_together(a, b):
    z = complex(a, b)
    w = z * z + 2j
    return abs(w) * w.imag


@program(1.3 + 0.5j, 0.4)
def python_numbers(z, b):
    w = z * b + z.conjugate() * z**2
    return abs(w) * w.imag


def stepped(z, k):
    t = z * k
    for _ in range(3):
        t = np.sin(t) * z + t * 1j - z * t * t + np.exp(t) * 0.1 + np.cos(z)
    return t


@program(numbers(3) / 3, reals(3) / 3)
def called_with_both(z, x):
    return np.sum(np.abs(stepped(z, x))) + np.sum(stepped(x, 1.0).imag)


@program([numbers(3), reals(2)], {"a": numbers(2)})
def containers(params, d):
    z, x = params
    return np.sum(np.abs(z)) + np.sum(x * d["a"].real * d["a"].imag)


TWIDDLES = np.exp(-2j * np.pi * np.arange(4) / 4)


@program(reals(4))
def constant_from_outside(x):
    return np.sum(np.abs(np.cumsum(x * TWIDDLES)))


def roots_of_unity(n):
    return np.exp(2j * np.pi * np.arange(n) / n)


@program(reals(4))
def constant_from_a_function(x):
    return np.sum(np.abs(np.cumsum(x * roots_of_unity(4))))


@program(numbers(3).astype(np.complex64), reals(3).astype(np.float32), order=1)
def single_precision(z, x):
    return np.sum(np.abs(z * x + np.exp(1j * x)) ** 2)


@program(reals(3, 2).astype(np.float32), numbers(2), order=1)
def mixed_precision(a, b):
    return np.sum(np.abs(a @ b + a[:, 0]))


@program(np.array(0.3 + 0.4j), numbers(1))
def no_axes(a, b):
    return np.sum((a * b + np.exp(a)).real) + np.abs(a)


@program(numbers(0), reals(0, 3), order=1)
def empty(a, b):
    return np.sum(np.abs(a)) + np.sum((b * 1j).imag) + 0.0


@program(numbers(4), order=1)
def complex_result(z):
    return z * z[0]


@program(reals(4), order=1)
def complex_result_of_real(x):
    return np.exp(1j * x)


@program(reals(5))
def transformed(x):
    z = np.fft.fft(x)
    return np.sum(np.abs(z) ** 2) + np.sum(np.fft.ifft(z * z).real)


@program(numbers(4), order=1)
def transformed_at_other_sizes(z):
    longer = np.fft.fft(z, 6) + np.fft.ifft(z, 6)
    shorter = np.fft.fft(z, 3, norm="ortho") - np.fft.ifft(z, 3, norm="forward")
    return np.sum(np.abs(longer)) + np.sum(np.abs(shorter))


@program(numbers(3, 4), order=1)
def transformed_along_axes(z):
    one = np.fft.fft(z, axis=0) + np.fft.ifft(z, axis=0)
    two = np.fft.fft2(z) * np.fft.ifft2(z) + np.fft.fftn(z) + np.fft.ifftn(z, axes=(0,))
    return np.sum(np.abs(one + two)) + np.sum(np.abs(np.fft.fft2(z, (2, 6))))


@program(reals(6), order=1)
def half_transformed(x):
    z = np.fft.rfft(x)
    low = np.where(np.fft.rfftfreq(6) < 0.3, z, 0)
    return np.sum(np.fft.irfft(low * z, 6) ** 2) + np.sum(np.abs(np.fft.rfft(x, 9)))


@program(numbers(2, 4), order=1)
def half_transformed_back(z):
    even, odd = np.fft.irfft(z), np.fft.irfft(z, 7, norm="ortho")
    across = np.fft.irfft(z, 5, axis=0)
    return np.sum(even**2) + np.sum(odd**2) + np.sum(across**2)


@program(numbers(5), order=1)
def shifted(z):
    return np.sum(np.abs(np.fft.fftshift(z) * z + np.fft.ifftshift(z)))


@program(numbers(5), reals(3), order=1)
def convolved(z, x):
    whole = np.convolve(z, x) + np.convolve(x, z, "full")
    return np.sum(np.abs(whole)) + np.sum(np.convolve(z, z, "same").imag)
