"""``srcdiff rules`` lists what users can write, and nothing else."""

import pytest

import srcdiff.runtime as runtime
from srcdiff.cli.rules import table
from srcdiff.cli.spellings import name_of
from srcdiff.rules import REGISTRY


@pytest.mark.parametrize(
    ("name", "kind", "written"),
    [
        ("tanh", "elementwise", "np.tanh"),
        ("tanh", "elementwise", "math.tanh"),
        ("sum", "multilinear", "x.sum()"),
        ("transpose", "multilinear", "x.T"),
        ("matmul", "multilinear", "a @ b"),
        ("power", "elementwise", "a**b"),
        ("solve", "general", "np.linalg.solve"),
        ("floor", "no derivative", "np.floor"),
        ("shape", "no derivative", "x.shape"),
        ("median", "defined", "np.median"),
        ("equal", "no derivative", "a == b"),
    ],
)
def test_the_table_has(name, kind, written):
    assert any(
        row[:2] == (name, kind) and written in row[2].split(", ") for row in table()
    )


def test_every_rule_that_users_can_reach_is_listed():
    names = {row[0] for row in table()}
    ours = set(map(id, vars(runtime).values()))
    shipped = [r for r in REGISTRY if r.body is None or _is_shipped(r.body)]
    for rule in shipped:
        public = [t for t in rule.targets if id(t) not in ours]
        assert not public or rule.name in names or name_of(public[0]) in names


def _is_shipped(body):
    """Tell a rule of the package from one that the text of a page has declared."""
    return body.__module__.startswith("srcdiff.")


def test_our_own_helpers_are_not_listed():
    names = {row[0] for row in table()}
    assert not names & {"unbroadcast", "own", "like", "accumulate_at_rule"}


def test_a_pattern_narrows_the_table(command):
    status, out, _ = command("rules", "np.linalg.*")
    lines = out.splitlines()
    assert status == 0 and lines[0].split() == ["NAME", "KIND", "WRITTEN", "AS"]
    assert len(lines) > 4 and all("np.linalg." in line for line in lines[1:])
    _, out, _ = command("rules", "TANH")
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["arctanh", "tanh"]


def test_nothing_that_matches_gives_exit_1(command):
    assert command("rules", "zzz") == (1, "", "no rule matches 'zzz'\n")
