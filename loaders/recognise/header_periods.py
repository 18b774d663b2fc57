"""The period that a column's header states: a year above a month, `2021年计划资金`, `支出（1-11月）`, a bare `2019`."""

from collections.abc import Sequence
from functools import lru_cache

from loaders.cells import Nature, read_said_period, take_said_period

_ANY_YEAR = "2000"


@lru_cache(maxsize=4096)
def split_header_period(path: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """(the wording of the period in a header path, the path without it); ('', the path) where none is stated, or not just one.

    A year in one row and a month in another are one wording: ('2021年', '支出', '11月') → ('2021年11月', ('支出',)).
    """
    taken = [take_said_period(part) for part in path]
    words = _join(list(dict.fromkeys(said for said, _ in taken if said)))
    return (words, tuple(rest for _, rest in taken if rest)) if words else ("", path)


def header_nature(words: str) -> Nature | None:
    """What a wording in a header is of (month, year, to_date, quarter …), whatever its year."""
    said = read_said_period(words, _ANY_YEAR)
    return said.nature if said else None


def _join(words: Sequence[str]) -> str:
    """One wording of several: a year and what lacks one; '' when that is not what they are."""
    if len(words) < 2:
        return "".join(words)
    years = [one for one in words if read_said_period(one)]
    rest = [one for one in words if one not in years]
    if len(years) != 1 or len(rest) != 1 or header_nature(years[0]) != "year":
        return ""
    together = (f"{years[0]}年" if years[0].isdigit() else years[0]) + rest[0]
    return together if read_said_period(together) else ""
