"""Functions whose results are counts, places, indices, answers or kinds."""

import math

import numpy as np

from srcdiff.core import types
from srcdiff.rules.registry import nondifferentiable
from srcdiff.rules.result_types import always

ANSWER = always(types.Number(bool))

nondifferentiable(
    *(np.ix_, np.indices, np.unravel_index, np.ravel_multi_index),
    *(np.triu_indices, np.triu_indices_from, np.tril_indices, np.tril_indices_from),
    *(np.diag_indices, np.diag_indices_from, np.mask_indices, np.tri),
    *(np.nanargmax, np.nanargmin, np.isin),
    *(np.gcd, np.lcm, np.bitwise_count, np.spacing),
    *(np.bartlett, np.blackman, np.hamming, np.hanning, np.kaiser),
)
nondifferentiable(
    *(np.array_equiv, np.isdtype, np.issubdtype, np.can_cast, np.iterable),
    *(np.may_share_memory, np.isfortran, issubclass),
    result=ANSWER,
)
nondifferentiable(
    *(np.result_type, np.promote_types, np.min_scalar_type, np.common_type),
    *(np.broadcast_shapes, np.einsum_path, np.array2string, np.array_repr),
    *(np.array_str, np.base_repr, np.binary_repr, np.format_float_positional),
    *(np.format_float_scientific, ascii, bin, hex, oct, chr, ord, hash),
)
nondifferentiable(
    *(math.comb, math.perm, math.factorial, math.gcd, math.lcm, math.isqrt),
    result=always(types.Number(int)),
)
