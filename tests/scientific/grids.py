"""Finite differences on grids: stencils, sweeps, fluids, weather."""

import numpy as np

from tests.scientific.samples import Program, numbers, positive


def jacobi_1d(A, B, steps):
    for _ in range(1, steps):
        B[1:-1] = 0.33333 * (A[:-2] + A[1:-1] + A[2:])
        A[1:-1] = 0.33333 * (B[:-2] + B[1:-1] + B[2:])
    return np.sum(A * A)


def jacobi_2d(A, B, steps):
    for _ in range(1, steps):
        B[1:-1, 1:-1] = 0.2 * (
            A[1:-1, 1:-1] + A[1:-1, :-2] + A[1:-1, 2:] + A[2:, 1:-1] + A[:-2, 1:-1]
        )
        A[1:-1, 1:-1] = 0.2 * (
            B[1:-1, 1:-1] + B[1:-1, :-2] + B[1:-1, 2:] + B[2:, 1:-1] + B[:-2, 1:-1]
        )
    return A


def gauss_seidel(u, f, h, steps):
    """Solve u'' = f by sweeps over the odd points and then the even ones."""
    for _ in range(steps):
        u[1:-1:2] = 0.5 * (u[:-2:2] + u[2::2] - h * h * f[1:-1:2])
        u[2:-1:2] = 0.5 * (u[1:-2:2] + u[3::2] - h * h * f[2:-1:2])
    return np.sum(u**2)


def seidel_2d(A, steps):
    n = A.shape[0]
    for _ in range(steps - 1):
        for i in range(1, n - 1):
            A[i, 1:-1] += (
                A[i - 1, :-2]
                + A[i - 1, 1:-1]
                + A[i - 1, 2:]
                + A[i, 2:]
                + A[i + 1, :-2]
                + A[i + 1, 1:-1]
                + A[i + 1, 2:]
            )
            for j in range(1, n - 1):
                A[i, j] += A[i, j - 1]
                A[i, j] /= 9.0
    return A


def heat_3d(A, B, steps):
    for _ in range(1, steps):
        B[1:-1, 1:-1, 1:-1] = (
            0.125 * (A[2:, 1:-1, 1:-1] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[:-2, 1:-1, 1:-1])
            + 0.125
            * (A[1:-1, 2:, 1:-1] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[1:-1, :-2, 1:-1])
            + 0.125
            * (A[1:-1, 1:-1, 2:] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[1:-1, 1:-1, :-2])
            + A[1:-1, 1:-1, 1:-1]
        )
        A[1:-1, 1:-1, 1:-1] = (
            0.125 * (B[2:, 1:-1, 1:-1] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[:-2, 1:-1, 1:-1])
            + 0.125
            * (B[1:-1, 2:, 1:-1] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[1:-1, :-2, 1:-1])
            + 0.125
            * (B[1:-1, 1:-1, 2:] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[1:-1, 1:-1, :-2])
            + B[1:-1, 1:-1, 1:-1]
        )
    return np.sum(A**2)


def fdtd_2d(ex, ey, hz, fict, steps):
    for t in range(steps):
        ey[0, :] = fict[t]
        ey[1:, :] -= 0.5 * (hz[1:, :] - hz[:-1, :])
        ex[:, 1:] -= 0.5 * (hz[:, 1:] - hz[:, :-1])
        hz[:-1, :-1] -= 0.7 * (ex[:-1, 1:] - ex[:-1, :-1] + ey[1:, :-1] - ey[:-1, :-1])
    return np.sum(ex**2) + np.sum(ey**2) + np.sum(hz**2)


def adi(u, steps):
    n = u.shape[0]
    v = np.empty(u.shape)
    p = np.empty(u.shape)
    q = np.empty(u.shape)
    dx, dt = 1.0 / n, 1.0 / steps
    mul = 2.0 * dt / (dx * dx)
    a = -mul / 2.0
    b = 1.0 + mul
    c = a
    for _ in range(1, steps + 1):
        v[0, 1:-1] = 1.0
        p[1:-1, 0] = 0.0
        q[1:-1, 0] = v[0, 1:-1]
        for j in range(1, n - 1):
            p[1:-1, j] = -c / (a * p[1:-1, j - 1] + b)
            q[1:-1, j] = (
                -a * u[j, :-2]
                + (1.0 + 2.0 * a) * u[j, 1:-1]
                - c * u[j, 2:]
                - a * q[1:-1, j - 1]
            ) / (a * p[1:-1, j - 1] + b)
        v[n - 1, 1:-1] = 1.0
        for j in range(n - 2, 0, -1):
            v[j, 1:-1] = p[1:-1, j] * v[j + 1, 1:-1] + q[1:-1, j]
        u[1:-1, 0] = 1.0
        p[1:-1, 0] = 0.0
        q[1:-1, 0] = u[1:-1, 0]
        for j in range(1, n - 1):
            p[1:-1, j] = -c / (a * p[1:-1, j - 1] + b)
            q[1:-1, j] = (
                -a * v[:-2, j]
                + (1.0 + 2.0 * a) * v[1:-1, j]
                - c * v[2:, j]
                - a * q[1:-1, j - 1]
            ) / (a * p[1:-1, j - 1] + b)
        u[1:-1, n - 1] = 1.0
        for j in range(n - 2, 0, -1):
            u[1:-1, j] = p[1:-1, j] * u[1:-1, j + 1] + q[1:-1, j]
    return u


def vertical_advection(utens, u_stage, wcon, u_pos, utens_stage, dtr_stage):
    """Advect a velocity in the vertical, implicitly: a tridiagonal system a column."""
    nk = u_stage.shape[2]
    ccol = np.empty_like(u_stage)
    dcol = np.empty_like(u_stage)
    for k in range(nk):
        if k == 0:
            gcv = 0.25 * (wcon[1:, :, 1] + wcon[:-1, :, 1])
            cs = gcv * 0.3
            ccol[:, :, 0] = gcv * 0.7
            bcol = dtr_stage - ccol[:, :, 0]
            correction = -cs * (u_stage[:, :, 1] - u_stage[:, :, 0])
            dcol[:, :, 0] = (
                dtr_stage * u_pos[:, :, 0]
                + utens[:, :, 0]
                + utens_stage[:, :, 0]
                + correction
            )
            divided = 1.0 / bcol
            ccol[:, :, 0] = ccol[:, :, 0] * divided
            dcol[:, :, 0] = dcol[:, :, 0] * divided
        elif k < nk - 1:
            gav = -0.25 * (wcon[1:, :, k] + wcon[:-1, :, k])
            gcv = 0.25 * (wcon[1:, :, k + 1] + wcon[:-1, :, k + 1])
            as_ = gav * 0.3
            cs = gcv * 0.3
            acol = gav * 0.7
            ccol[:, :, k] = gcv * 0.7
            bcol = dtr_stage - acol - ccol[:, :, k]
            correction = -as_ * (u_stage[:, :, k - 1] - u_stage[:, :, k]) - cs * (
                u_stage[:, :, k + 1] - u_stage[:, :, k]
            )
            dcol[:, :, k] = (
                dtr_stage * u_pos[:, :, k]
                + utens[:, :, k]
                + utens_stage[:, :, k]
                + correction
            )
            divided = 1.0 / (bcol - ccol[:, :, k - 1] * acol)
            ccol[:, :, k] = ccol[:, :, k] * divided
            dcol[:, :, k] = (dcol[:, :, k] - dcol[:, :, k - 1] * acol) * divided
        else:
            gav = -0.25 * (wcon[1:, :, k] + wcon[:-1, :, k])
            as_ = gav * 0.3
            acol = gav * 0.7
            bcol = dtr_stage - acol
            correction = -as_ * (u_stage[:, :, k - 1] - u_stage[:, :, k])
            dcol[:, :, k] = (
                dtr_stage * u_pos[:, :, k]
                + utens[:, :, k]
                + utens_stage[:, :, k]
                + correction
            )
            divided = 1.0 / (bcol - ccol[:, :, k - 1] * acol)
            dcol[:, :, k] = (dcol[:, :, k] - dcol[:, :, k - 1] * acol) * divided
    for k in range(nk - 1, -1, -1):
        if k == nk - 1:
            datacol = dcol[:, :, k]
        else:
            datacol = dcol[:, :, k] - ccol[:, :, k] * datacol
        utens_stage[:, :, k] = dtr_stage * (datacol - u_pos[:, :, k])
    return utens_stage


def horizontal_diffusion(field, coefficient):
    n, m = field.shape[0] - 4, field.shape[1] - 4
    lap = 4.0 * field[1 : n + 3, 1 : m + 3] - (
        field[2 : n + 4, 1 : m + 3]
        + field[0 : n + 2, 1 : m + 3]
        + field[1 : n + 3, 2 : m + 4]
        + field[1 : n + 3, 0 : m + 2]
    )
    res = lap[1:, 1 : m + 1] - lap[:-1, 1 : m + 1]
    flx = np.where(
        (res * (field[2 : n + 3, 2 : m + 2] - field[1 : n + 2, 2 : m + 2])) > 0, 0, res
    )
    res = lap[1 : n + 1, 1:] - lap[1 : n + 1, :-1]
    fly = np.where(
        (res * (field[2 : n + 2, 2 : m + 3] - field[2 : n + 2, 1 : m + 2])) > 0, 0, res
    )
    out = np.zeros((n, m))
    out[...] = field[2 : n + 2, 2 : m + 2] - coefficient * (
        flx[1:, :] - flx[:-1, :] + fly[:, 1:] - fly[:, :-1]
    )
    return out


def build_up_b(b, rho, dt, u, v, dx, dy):
    b[1:-1, 1:-1] = rho * (
        1
        / dt
        * (
            (u[1:-1, 2:] - u[1:-1, 0:-2]) / (2 * dx)
            + (v[2:, 1:-1] - v[0:-2, 1:-1]) / (2 * dy)
        )
        - ((u[1:-1, 2:] - u[1:-1, 0:-2]) / (2 * dx)) ** 2
        - 2
        * (
            (u[2:, 1:-1] - u[0:-2, 1:-1])
            / (2 * dy)
            * (v[1:-1, 2:] - v[1:-1, 0:-2])
            / (2 * dx)
        )
        - ((v[2:, 1:-1] - v[0:-2, 1:-1]) / (2 * dy)) ** 2
    )


def pressure_poisson(p, dx, dy, b, tolerance):
    change = 1.0
    while change > tolerance:
        pn = p.copy()
        p[1:-1, 1:-1] = (
            (pn[1:-1, 2:] + pn[1:-1, 0:-2]) * dy**2
            + (pn[2:, 1:-1] + pn[0:-2, 1:-1]) * dx**2
        ) / (2 * (dx**2 + dy**2)) - dx**2 * dy**2 / (2 * (dx**2 + dy**2)) * b[
            1:-1, 1:-1
        ]
        p[:, -1] = p[:, -2]
        p[0, :] = p[1, :]
        p[:, 0] = p[:, 1]
        p[-1, :] = 0
        change = np.max(np.abs(p - pn))


def cavity_flow(u, v, p, rho, nu, dt, steps, tolerance):
    """Drive a flow in a box by its moving lid: Navier-Stokes with a pressure solve."""
    dx = 2.0 / (u.shape[1] - 1)
    dy = 2.0 / (u.shape[0] - 1)
    b = np.zeros_like(p)
    for _ in range(steps):
        un = u.copy()
        vn = v.copy()
        build_up_b(b, rho, dt, u, v, dx, dy)
        pressure_poisson(p, dx, dy, b, tolerance)
        u[1:-1, 1:-1] = (
            un[1:-1, 1:-1]
            - un[1:-1, 1:-1] * dt / dx * (un[1:-1, 1:-1] - un[1:-1, 0:-2])
            - vn[1:-1, 1:-1] * dt / dy * (un[1:-1, 1:-1] - un[0:-2, 1:-1])
            - dt / (2 * rho * dx) * (p[1:-1, 2:] - p[1:-1, 0:-2])
            + nu
            * (
                dt / dx**2 * (un[1:-1, 2:] - 2 * un[1:-1, 1:-1] + un[1:-1, 0:-2])
                + dt / dy**2 * (un[2:, 1:-1] - 2 * un[1:-1, 1:-1] + un[0:-2, 1:-1])
            )
        )
        v[1:-1, 1:-1] = (
            vn[1:-1, 1:-1]
            - un[1:-1, 1:-1] * dt / dx * (vn[1:-1, 1:-1] - vn[1:-1, 0:-2])
            - vn[1:-1, 1:-1] * dt / dy * (vn[1:-1, 1:-1] - vn[0:-2, 1:-1])
            - dt / (2 * rho * dy) * (p[2:, 1:-1] - p[0:-2, 1:-1])
            + nu
            * (
                dt / dx**2 * (vn[1:-1, 2:] - 2 * vn[1:-1, 1:-1] + vn[1:-1, 0:-2])
                + dt / dy**2 * (vn[2:, 1:-1] - 2 * vn[1:-1, 1:-1] + vn[0:-2, 1:-1])
            )
        )
        u[0, :] = 0
        u[:, 0] = 0
        u[:, -1] = 0
        u[-1, :] = 1
        v[0, :] = 0
        v[-1, :] = 0
        v[:, 0] = 0
        v[:, -1] = 0
    return np.sum(u**2) + np.sum(v**2) + np.sum(p * p)


PROGRAMS = {
    "jacobi_1d": Program(
        jacobi_1d,
        ("A", "B"),
        lambda n, steps: (numbers(n), numbers(n, seed=1), steps),
        (7, 4),
        (1000, 200),
    ),
    "jacobi_2d": Program(
        jacobi_2d,
        ("A", "B"),
        lambda n, steps: (numbers(n, n), numbers(n, n, seed=1), steps),
        (5, 4),
        (60, 100),
    ),
    "gauss_seidel": Program(
        gauss_seidel,
        ("u", "f", "h"),
        lambda n, steps: (numbers(n), numbers(n, seed=1), 0.3, steps),
        (9, 4),
        (1001, 200),
    ),
    "seidel_2d": Program(
        seidel_2d, ("A",), lambda n, steps: (numbers(n, n), steps), (5, 3), (24, 5)
    ),
    "heat_3d": Program(
        heat_3d,
        ("A", "B"),
        lambda n, steps: (numbers(n, n, n), numbers(n, n, n, seed=1), steps),
        (4, 3),
        (20, 20),
    ),
    "fdtd_2d": Program(
        fdtd_2d,
        ("ex", "ey", "hz", "fict"),
        lambda n, steps: (
            *(numbers(n, n + 1, seed=k) for k in range(3)),
            numbers(steps),
            steps,
        ),
        (4, 3),
        (60, 100),
    ),
    "adi": Program(
        adi, ("u",), lambda n, steps: (numbers(n, n), steps), (5, 2), (40, 5)
    ),
    "vertical_advection": Program(
        vertical_advection,
        ("utens", "u_stage", "wcon", "u_pos", "utens_stage", "dtr_stage"),
        lambda n, steps: (
            numbers(n, n + 1, steps),
            numbers(n, n + 1, steps, seed=1),
            numbers(n + 1, n + 1, steps, seed=2),
            numbers(n, n + 1, steps, seed=3),
            numbers(n, n + 1, steps, seed=4),
            3.0,
        ),
        (3, 4),
        (32, 30),
    ),
    "horizontal_diffusion": Program(
        horizontal_diffusion,
        ("field", "coefficient"),
        lambda n, steps: (numbers(n + 4, n + 5), 0.1 * positive(n, n + 1)),
        (4, 1),
        (128, 1),
    ),
    "cavity_flow": Program(
        cavity_flow,
        ("u", "v", "p", "rho", "nu", "dt"),
        lambda n, steps: (
            0.1 * numbers(n, n),
            0.1 * numbers(n, n, seed=1),
            0.1 * numbers(n, n, seed=2),
            1.0,
            0.1,
            0.3 / n**2,
            steps,
            0.05,
        ),
        (6, 2),
        (24, 10),
    ),
}
"""By name."""
