"""Information flows one way in a network, and the other way in its gradient."""

import pytest

from tests.examples.loading import example

pytest.importorskip("matplotlib")
flow = example("feed_forward_flow")
EDGES = flow.flow(flow.gradient.source_for(*flow.example()))


def test_each_layer_is_computed_from_the_one_before_it():
    assert EDGES["h1"] == ["x", "W1", "b1"]
    assert EDGES["h2"] == ["h1", "W2", "b2"]
    assert EDGES["y"] == ["h2", "W3", "b3"]


def test_no_value_is_computed_from_itself_or_a_later_one():
    level = flow.levels(EDGES)
    for name, sources in EDGES.items():
        assert all(level[source] < level[name] for source in sources)


def test_the_backward_pass_runs_from_the_output_to_the_input():
    level = flow.levels(EDGES)
    values = ["y", "h2", "h1"]
    steps = [level[f"{name}_bar"] for name in values]
    assert steps == sorted(steps) and len(set(steps)) == 3
    assert steps[0] > level["y"]
    for k in (1, 2, 3):
        assert f"W{k}_bar" in EDGES and f"b{k}_bar" in EDGES


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    h = x + h\n    return h",
        "def f(x):\n    a = x * b\n    b = 2 * a\n    return b",
    ],
)
def test_a_loop_in_the_flow_is_an_error(source):
    with pytest.raises(ValueError, match="which comes later"):
        flow.levels(flow.flow(source))


def test_it_draws_the_picture(tmp_path, capsys):
    flow.main(tmp_path)
    assert (tmp_path / "feed_forward_flow.png").stat().st_size > 10_000
    assert "h2     <- h1, W2, b2" in capsys.readouterr().out
