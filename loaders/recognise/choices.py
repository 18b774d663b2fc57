"""What the clerk says about a file before it is read, and what the program asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.errors import UserError

HEADER, TABLE, COLUMNS, PERIOD_OF_SHEET, PLACE_OF_SHEET, NAMES, NUMBERS, YEAR = (
    "header",
    "table",
    "columns",
    "period",
    "place",
    "names",
    "numbers",
    "year",
)
"""What can be asked of a sheet: where its header is, which table it is, which column is which, its period or only the year, its place,
what its columns that are called by a period alone are of, what each is that is called by a number alone or not at all."""


class Question(UserError):
    """Something only a person can say: `asks` is what, `options` are answers that are near (of `NAMES` and `NUMBERS`: the headers)."""

    def __init__(
        self,
        rule: str,
        *,
        asks: str,
        options: Sequence[str] = (),
        file: str = "",
        field: str = "",
        came: object = "",
        todo: str = "",
    ) -> None:
        super().__init__(rule, file=file, field=field, came=came, todo=todo)
        self.asks = asks
        self.options = tuple(options)


@dataclass(frozen=True)
class Choices:
    """What the clerk says about a file: table, sheet, period, place, targets of columns ('列名=目标'), which unit sent it, and what
    becomes of the rows that are stored already (`loaders.check.MODES`; '' when nobody said), what names of places mean
    ('凤凰=433123'), whether proposed names are accepted, the Excel rows of the header ('3', '3-4'), and whether the file is meant
    although it is older than the rows that are stored.

    `of_sheets` says table, period, place, columns and header of single tables by their label; that goes before what is said of all."""

    table: str = ""
    sheet: str = ""
    period: str = ""
    place: str = ""
    columns: Sequence[str] = ()
    sender: str = ""
    replace: str = ""
    names: Sequence[str] = ()
    accept: bool = False
    header: str = ""
    older: bool = False
    of_sheets: Mapping[str, "Choices"] = field(default_factory=dict)

    def of(self, *labels: str) -> "Choices":
        """What holds for one table: what was said under the first of these labels, then what was said of all."""
        own = next((self.of_sheets[label] for label in labels if label in self.of_sheets), None)
        if own is None:
            return self
        return replace(
            self, table=own.table or self.table, period=own.period or self.period, place=own.place or self.place,
            columns=(*self.columns, *own.columns), header=own.header or self.header,
        )  # fmt: skip

    @property
    def header_rows(self) -> tuple[int, int] | None:
        """First and last Excel row of the header, None when nobody said."""
        if not self.header:
            return None
        first, _, last = self.header.strip().partition("-")
        if not (
            first.isdecimal() and (last or first).isdecimal() and 0 < int(first) <= int(last or first) < int(first) + 5
        ):
            raise UserError("表头的行写法不对", field="header", came=self.header, todo="请写行号，如 3；有几行时写 3-4")
        return int(first), int(last or first)
