"""The names that are most like one that somebody wrote: offered, never taken unasked."""

from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

MOST = 3
LEAST_LIKE = 0.4


def nearest(
    said: str,
    known: Iterable[str],
    *,
    most: int = MOST,
    least_like: float = LEAST_LIKE,
    bare: Callable[[str], str] = str,
) -> list[str]:
    """The known names most like `said`, the likest first; `bare` takes away what does not count when they are compared."""
    likeness = [(SequenceMatcher(None, bare(said), bare(one)).ratio(), one) for one in known]
    return [one for how, one in sorted(likeness, key=lambda pair: -pair[0]) if how >= least_like][:most]
