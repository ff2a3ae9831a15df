"""Which rules say nothing of the type of their result: a list that must not grow."""

from srcdiff.core.types import unknown_result
from srcdiff.rules import REGISTRY

STRUCTURE = {"range", "values", "items", "get", "keys", "copied", "field", "number"}
STRUCTURE |= {
    "derivative_of_like",
    "derivative_of_default_adjoint",
    "add_adjoints_rule",
}
STRUCTURE |= {
    f"derivative_of_{f}_adjoint" for f in ("copied", "get", "items", "values")
}
STRUCTURE |= {"accumulate_at_rule", "meshgrid_of_rule", "only_rule", "inverse_axes"}
STRUCTURE |= {
    f"derivative_of_{f}"
    for f in (
        "joined_adjoint",
        "added_adjoint",
        "merged_adjoint",
        "dict_adjoint",
        "dict_of",
        "gathered_adjoint",
    )
}
STRUCTURE |= {f"derivative_of_{f}" for f in ("sorted_adjoint", "sorted_like")}
STRUCTURE |= {"derivative_of_without_item_adjoint", "derivative_of_without_field"}
STRUCTURE |= {"derivative_of_with_field"}
STRUCTURE |= {f"derivative_of_{f}" for f in ("with_attribute", "without_attribute")}
STRUCTURE |= {"ordering", "all_places", "ndindex"}
"""Their results are containers, or depend on the structure of containers."""
VALUES = {
    "iinfo",
    "argpartition",
    "choose",
    "select",
    "compress",
    "compress_method",
    "round",
}
VALUES |= {
    "count_nonzero",
    "argwhere",
    "matrix_rank",
    "cross",
    "divmod",
    "position",
    "zeros_array",
}
VALUES |= {"matrix_rank", "ix_", "result_type"}
VALUES |= {"seed", "item_of_rule", "restore_axes_rule", "pad_value_adjoint_rule"}
"""The values of the arguments decide, or the dtype is a matter of several rules."""
SECOND = {f"einsum_{f}_rule" for f in ("adjoint", "adjoints", "tangent")}
SECOND |= {f"derivative_of_{f}" for f in ("recurrence", "recurrence_back", "spread")}
SECOND |= {f"derivative_of_{f}" for f in ("stack_like", "through_cast", "total")}
SECOND |= {f"{f}_rule" for f in ("norm_gradient", "outer_like", "solve_like")}
SECOND |= {f"{f}_adjoint_rule" for f in ("choose", "select", "select_default")}
SECOND |= {"times_like_rule", "tile_adjoint_rule", "repeat_adjoint_rule"}
"""Of the runtime: their results matter where gradients are differentiated again."""


def test_rules_without_a_result_type():
    silent = {rule.name for rule in REGISTRY if rule.result is unknown_result}
    assert silent <= STRUCTURE | VALUES | SECOND, "declare the type of the result"
