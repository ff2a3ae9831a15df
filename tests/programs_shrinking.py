"""Programs with lists and dicts that lose items."""

import numpy as np

from tests.programs import numbers, program


@program(numbers(3))
def taken_off_the_end(x):
    items = [x * 1.0, x * 2.0, x * x]
    a = items.pop()
    b = items.pop()
    return np.sum(a * b * items[0])


@program(numbers(3))
def taken_off_until_empty(x):
    items = [v * v for v in x]
    s = 0.0
    while items:
        s = s * 0.5 + items.pop() * x[len(items)]
    return s


@program(numbers(3))
def a_queue(x):
    todo = [x[0], x[1]]
    s = 0.0
    n = 0
    while todo:
        v = todo.pop(0)
        s = s + np.sin(v) * v
        if n < 4:
            todo.append(v * x[2])
            n += 1
    return s


@program(numbers(3))
def put_in_between(x):
    items = [x[0], x[1]]
    items.insert(0, x[2] * x[0])
    items.insert(-1, 3.0)
    items.extend(x[:2])
    items.reverse()
    del items[1:3], items[-1]
    items += [items.pop(0)]
    items.sort(reverse=True)
    return items[0] * items[1] + len(items) * items[-1]


@program(numbers(3))
def names_and_numbers(x):
    names = ["a", "b", "c"]
    names.remove("b")
    d = {"a": x[0], "b": x[1], "c": x[2]}
    b = d.pop("b")
    del d["a"]
    d["e"] = b * d["c"]
    total = sum(d[n] ** 2 for n in names if n in d)
    names.clear()
    return total * d["e"] + len(names)


@program(numbers(3, 3))
def a_walk_over_a_graph(m):
    graph = {0: [1, 2], 1: [2], 2: []}
    stack = [(0, 1.0)]
    total = 0.0
    while stack:
        node, weight = stack.pop()
        total += weight * m[node, node]
        for other in graph[node]:
            stack.append((other, weight * np.sin(m[node, other])))
    return total


@program(numbers(3), "ab*c+a*")
def a_stack_of_operands(x, text):
    values = {"a": x[0], "b": x[1], "c": x[2]}
    stack = []
    for letter in text:
        if letter == "*":
            stack.append(stack.pop() * stack.pop())
        elif letter == "+":
            right = stack.pop()
            left = stack.pop()
            stack.append(left + right * left)
        else:
            stack.append(values[letter])
    return stack[0]


@program(numbers(3))
def a_window(x):
    window = []
    s = 0.0
    for v in x:
        window.append(v)
        if len(window) > 2:
            window.pop(0)
        s = s + sum(window) ** 2
    return s


@program(numbers(3))
def two_steps_back(x):
    past = [x * 1.0, x * x]
    for _ in range(4):
        past.append(past[-1] * past[-2])
        del past[0]
    first = past.pop() if len(past) > 1 else x
    both = [past.pop() for _ in range(1)]
    return np.sum(first * both[0])
