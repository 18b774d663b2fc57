"""What the clerk says about a file before it is read."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Choices:
    """What the clerk says about a file: table, sheet, period, place, and targets of columns ('列名=目标')."""

    table: str = ""
    sheet: str = ""
    period: str = ""
    place: str = ""
    columns: Sequence[str] = ()
