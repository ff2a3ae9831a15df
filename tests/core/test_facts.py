"""Facts stay with the node that they were found for; a changed copy has its own."""

import gast
import pytest

from srcdiff.core.build import clone, constant, function, shallow
from srcdiff.core.facts import once
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.text import parse_expression
from srcdiff.core.traverse import (
    map_children,
    names_in,
    operations,
    rename,
    replace_expressions,
    substitute,
)


@pytest.mark.parametrize("copied", [clone, shallow])
def test_a_copy_starts_without_facts(copied):
    node = parse_expression("a + b")
    assert names_in(node) == {"a", "b"} and operations(node) == 1
    new = copied(node)
    new.right = constant(2)
    assert names_in(new) == {"a"} and names_in(node) == {"a", "b"}
    assert fingerprint(new) != fingerprint(node)


def test_a_fact_is_found_once():
    asked = []
    size = once(lambda node: asked.append(node) or 3)
    node = parse_expression("a")
    assert size(node) == size(node) == 3 and asked == [node]


def test_what_does_not_change_stays_the_same_node():
    node = parse_expression("f(a, b[1:]) + c")
    assert map_children(node, lambda child: child) is node
    assert substitute(node, {"z": constant(1)}) is node
    assert rename(node, {"z": "y"}) is node
    assert rename(node, {"c": "y"}).left is node.left
    statement = gast.parse("x[i] = y").body[0]
    assert replace_expressions(statement, lambda e: e) is statement
    f = gast.parse("def f(x):\n    return x").body[0]
    assert function(f, list(f.body)) is f


def test_a_renamed_store_keeps_its_place():
    statement = gast.parse("x[i] = y").body[0]
    new = rename(statement, {"i": "k", "x": "z"})
    assert names_in(new) == {"z", "k", "y"}
    assert names_in(statement) == {"x", "i", "y"}
