"""Rules as text: what the compiler falls through to, and the form they must have."""

import ast
import inspect
import textwrap
from functools import cache
from itertools import combinations


def syntax(body):
    """Return the definition of a rule as a syntax tree without its decorators."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(body))).body
    definition.decorator_list = []
    return definition


def variants(body, args=(), kwargs=None):
    """Return what the compiler may make of a rule: any undecided test is passed over.

    Tests about nothing but omitted parameters stay: the compiler knows the defaults.
    A test that has no answer for the arguments, such as ``y == 0`` of an array, is
    taken to be false.
    """
    parameters = inspect.signature(body)
    given = parameters.bind_partial(*args, **(kwargs or {})).arguments
    return _variants(body, frozenset(parameters.parameters) - {"out", "g", *given})


@cache
def _variants(body, omitted):
    definition = syntax(body)
    tests = [s for s in definition.body if isinstance(s, ast.If)]
    doubtful = [s for s in tests if not names(s.test) <= omitted]
    for statement in tests:
        question = ast.parse("_answer(lambda: 0)", mode="eval").body
        question.args[0].body = statement.test
        statement.test = question
    namespace = {**body.__globals__, "_answer": answer}
    found = []
    for count in range(len(doubtful) + 1):
        for dropped in combinations(doubtful, count):
            kept = [s for s in definition.body if s not in dropped]
            variant = ast.FunctionDef(**{**vars(definition), "body": kept})
            found.append(compiled(variant, namespace))
    return found


def answer(question):
    """Return the answer to a test, False where it has none."""
    try:
        return bool(question())
    except ValueError:
        return False


def compiled(definition, namespace):
    """Return the function of a definition, executed in a copy of the namespace."""
    module = ast.fix_missing_locations(ast.Module([definition], []))
    found = dict(namespace)
    exec(compile(module, f"<{definition.name}>", "exec"), found)
    return found[definition.name]


def names(tree):
    """Return the names that an expression mentions."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
