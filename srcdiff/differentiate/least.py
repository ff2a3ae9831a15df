"""The choice between a record and computing again: as little is recorded as may be."""

from __future__ import annotations

import functools

import gast

from srcdiff.analysis.contents import contents
from srcdiff.analysis.sharing import sharing_of
from srcdiff.core.build import function, shallow
from srcdiff.core.traverse import is_backward, map_blocks, statements
from srcdiff.differentiate.tape import needed_only, without_sites

Block = list[gast.AST]
WORTHWHILE = 20
"""So many sets of arrays are tried, to compute again what is made of their items."""


def least_kept(node: gast.FunctionDef) -> Block:
    """Return both parts of a function with as little recorded as may be.

    node: with a record of each temporary, and with what computes it again. To do that,
    more items of arrays that are written in place may have to be recorded. So what is
    made of the items of some arrays is computed again only if less is recorded then.
    """
    candidates = [s for s in statements(node.body) if hasattr(s, "instead_of")]
    best = needed_only(_choosing(node, set(), candidates))
    needed = {s.site for s in statements(best) if hasattr(s, "weight")}
    if not any(s.instead_of in needed for s in candidates):
        return best
    chosen: set[int] = set()
    for sites in _by_arrays(node, candidates)[:WORTHWHILE]:
        more = chosen | sites
        if more <= chosen:
            continue
        found = needed_only(_choosing(node, more, candidates))
        if _weight(found) < _weight(best):
            best, chosen = found, more
    return map_blocks(best, lambda block: [_settled(s) for s in block])


def _settled(statement: gast.AST) -> gast.AST:
    """Return a statement that computes again as one like any other."""
    if not hasattr(statement, "instead_of"):
        return statement
    settled = shallow(statement)
    del settled.site, settled.instead_of
    return settled


def _choosing(
    node: gast.FunctionDef, chosen: set[int], candidates: Block
) -> gast.FunctionDef:
    """Return the function where chosen candidates stand for their records."""
    replaced = {s.instead_of for s in candidates if s.site in chosen}
    dropped = replaced | {s.site for s in candidates if s.site not in chosen}
    return function(node, without_sites(node.body, dropped))


def _weight(block: Block) -> int:
    weights = {s.site: s.weight for s in statements(block) if hasattr(s, "weight")}
    return sum(weights.values())


def _by_arrays(node: gast.FunctionDef, candidates: Block) -> list[set[int]]:
    """Return the sites of what is made of the items of some arrays, few arrays first.

    Only arrays that are written in place count.
    """
    sharing = sharing_of(node)
    definitions: dict[str, Block] = {}
    for each in candidates:
        definitions.setdefault(each.targets[0].id, []).append(each)
    written: set[str] = set()
    if sharing is not None:
        forward = [s for s in statements(node.body) if not is_backward(s)]
        written = {n for s in forward for n in sharing.changed(s)}

    @functools.cache
    def arrays(variable: str) -> frozenset[str]:
        if variable not in definitions or sharing is None:
            near = {variable} if sharing is None else sharing.of(variable)
            return frozenset(near & written)
        values = [s.value for s in definitions[variable]]
        read = {n for v in values for n in contents(v, sharing.known)} - {variable}
        return frozenset().union(*map(arrays, sorted(read)))

    found = {s.site: arrays(s.targets[0].id) for s in candidates}
    sets = sorted(set(found.values()), key=lambda names: (len(names), sorted(names)))
    return [{s for s, names in found.items() if names <= each} for each in sets]
