"""Drop-downs and days of a workbook's columns; lists too long for a cell's own rule stand on a hidden sheet."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

CHOICE_SHEET: Final = "选项"
"""The hidden sheet of long lists."""
_LONGEST_LIST: Final = 255
"""Letters that a rule may hold itself."""


class Choices:
    """The lists of a workbook that stand on the hidden sheet, each once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._places: dict[tuple[str, ...], str] = {}

    def rule(self, heading: str, choices: Sequence[str], hint: str = "", is_strict: bool = True) -> dict[str, Any]:
        """The rule of a cell that takes these texts; where it is not strict others are taken after a warning."""
        rule = {"validate": "list", "source": self._source(tuple(choices)), "error_title": heading}
        rule |= {"error_message": f"只能填：{'、'.join(choices)}"[:_LONGEST_LIST]}
        rule |= {} if is_strict else {"error_type": "information", "error_message": "不在下拉选项里，仍可填写"}
        return rule | ({"input_title": heading, "input_message": hint} if hint else {})

    def write(self) -> None:
        """Put the long lists on their sheet, where there are any."""
        if not self._places:
            return
        page = self._book.add_worksheet(CHOICE_SHEET)
        page.hide()
        for position, choices in enumerate(self._places):
            for at, text in enumerate(choices):
                page.write_string(at, position, text)

    def _source(self, choices: tuple[str, ...]) -> Any:
        if len(",".join(choices)) <= _LONGEST_LIST and not any("," in choice for choice in choices):
            return list(choices)
        if choices not in self._places:
            letter = xl_col_to_name(len(self._places))
            self._places[choices] = f"='{CHOICE_SHEET}'!${letter}$1:${letter}${len(choices)}"
        return self._places[choices]


def set_row_choices(
    page: Worksheet, first: int, position: int, heading: str, lists: Sequence[Any], choices: Choices
) -> None:
    """The drop-downs of a column whose rows have lists of their own."""
    for at, one in enumerate(lists):
        if isinstance(one, tuple) and one:
            page.data_validation(first + at, position, first + at, position, choices.rule(heading, one))


def day_rule(heading: str, earliest: Any) -> Mapping[str, Any]:
    """The rule of a cell that takes days only."""
    rule = {"validate": "date", "criteria": ">=", "value": earliest, "error_title": heading}
    return {**rule, "error_message": "写成 2021-11-20 这样的日期"}
