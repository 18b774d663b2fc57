"""What the clerk says about a file before it is read."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Choices:
    """What the clerk says about a file: table, sheet, period, place, targets of columns ('列名=目标'), which unit sent it, and what
    becomes of the rows that are stored already (`loaders.check.MODES`; '' when nobody said), what names of places mean
    ('凤凰=433123'), and whether proposed names are accepted."""

    table: str = ""
    sheet: str = ""
    period: str = ""
    place: str = ""
    columns: Sequence[str] = ()
    sender: str = ""
    replace: str = ""
    names: Sequence[str] = ()
    accept: bool = False
