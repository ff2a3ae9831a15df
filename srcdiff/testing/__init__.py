"""Checks of generated derivatives against finite differences, for users' own tests."""

from srcdiff.testing.gradients import check_grads

__all__ = ["check_grads"]
