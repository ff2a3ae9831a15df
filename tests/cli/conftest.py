"""Fixtures of the tests of the command line."""

from tests.cli.project import command, model

__all__ = ["command", "model"]
