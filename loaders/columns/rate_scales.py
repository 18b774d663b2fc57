"""Whether the figures of a rate are fractions or percents, by the columns beside it: 17.8 of 3560 under 0.5 is 0.5 %, not 50 %."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations

import numpy as np

from loaders.cells import MONEY_IN_YUAN, PERCENT, split_multiple
from loaders.columns.figures import FigureColumn
from loaders.recognise import FRACTION

_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_GROWTH = re.compile("增|降|减|同比|环比|较")
LEAST_SURPRISE = 1.5
"""Two columns are those a rate is counted from when by chance they would give its figures once in 10 ** this many sheets, or less."""
MOST_BESIDE, MOST_ROWS = 12, 60
MOST_DECIMALS = 6


def find_rate_unit(cells: Sequence[object], beside: Sequence[FigureColumn], rows: np.ndarray, title: str) -> str:
    """'%' or `FRACTION` where two columns of figures divide to what stands in the cells of these rows under this title; '' where none
    do, or both ways."""
    stated = np.array([_as_number(cells[at]) for at in rows.tolist()], dtype=np.float64)
    filled = np.flatnonzero(np.isfinite(stated) & (stated != 0))[:MOST_ROWS]
    stated, rows = stated[filled], rows[filled]
    columns = [_in_base_unit(one)[rows] for one in beside[:MOST_BESIDE]]
    pairs = list(permutations(columns, 2))
    if not len(rows) or not pairs:
        return ""
    half = np.array([0.5 * 10.0 ** -_decimals(value) for value in stated])
    offsets = (0.0, 1.0) if _GROWTH.search(title) else (0.0,)
    by_chance = float(np.log10(len(pairs) * len(offsets)))
    found = set()
    for over, under in pairs:
        with np.errstate(divide="ignore", invalid="ignore"):
            quotient = over / under
        for offset in offsets:
            for unit, factor in ((FRACTION, 1.0), (PERCENT, 100.0)):
                if _surprise((quotient - offset) * factor, stated, half) - by_chance >= LEAST_SURPRISE:
                    found.add(unit)
    return found.pop() if len(found) == 1 else ""


def _surprise(counted: np.ndarray, stated: np.ndarray, half: np.ndarray) -> float:
    """How unlikely it is that these figures agree by chance, in powers of ten; 0 where one of them does not."""
    known = np.isfinite(counted)
    if not known.any() or (np.abs(counted - stated)[known] > half[known] * 1.0001).any():
        return 0.0
    different = {(value, width) for value, width in zip(np.abs(stated[known]), half[known], strict=True)}
    return float(sum(np.log10(max(1.0, value / (2 * width))) for value, width in different))


def _in_base_unit(read: FigureColumn) -> np.ndarray:
    """Figures in 元, 人, 户, whatever multiple of it the column stands in."""
    values: np.ndarray = read.values.to_numpy(zero_copy_only=False).astype(np.float64)
    return values * float(MONEY_IN_YUAN.get(read.unit) or split_multiple(read.unit)[0])


def _as_number(cell: object) -> float:
    """A plain figure; NaN for what states its unit, and for all else."""
    if type(cell) in (float, int):
        return float(cell)  # type: ignore[arg-type]
    return float(cell) if isinstance(cell, str) and _PLAIN.fullmatch(cell.strip()) else float("nan")


def _decimals(value: float) -> int:
    """How many decimals a figure is stated with, noise of floating point left out."""
    exponent = Decimal(repr(round(float(value), MOST_DECIMALS))).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
