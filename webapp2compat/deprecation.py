"""The one form in which this package says that something of its own will go away.

Names that webapp2 has are never deprecated: they are the product.
"""

from __future__ import annotations

import warnings


def warn_deprecated(*, since: str, what: str, use: str, stacklevel: int = 3) -> None:
    """Warn, at the line that called the caller, that ``what`` is deprecated.

    :param since: The version that deprecated it, such as ``"1.2"``.
    :param what: What is deprecated, as its users write it.
    :param use: What to write instead.
    :param stacklevel: How far up the reported line is; 3 is the caller of the function that calls this one.
    """
    warnings.warn(f"{what} is deprecated since {since}. Use {use} instead.", DeprecationWarning, stacklevel=stacklevel)
