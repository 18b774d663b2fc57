"""Where the header of a raw sheet lies, what its columns are called and in which unit they stand."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from loaders.cells import normalise_header, read_unit, split_unit, stated_unit, stated_units
from loaders.files import RawSheet, column_letter
from loaders.recognise.choices import HEADER, Question
from loaders.recognise.month_rows import are_months

__all__ = ["Header", "HeaderColumn", "find_header", "header_names", "normalise_header", "split_unit"]

SEARCHED_ROWS = 30
"""The header is looked for in the first rows that hold something."""
SAMPLED_ROWS = 20
MOST_HEADER_ROWS = 3
LONGEST_TITLE = 40
DECLARED_WEIGHT = 3.0
"""A column whose name is declared counts as much as this many columns with any other name."""
ROW_COST = 0.05
HEIGHT_COST = 0.2
GROUP_WEIGHT = 0.5
"""A row of groups above the columns' own names outweighs the cost of one more row."""
LEAST_COLUMNS = 2


@dataclass(frozen=True)
class HeaderColumn:
    """One column. `index` is its position in `RawSheet.rows[...]`, `letter` its Excel column.

    `path` holds the header texts from the widest group down to the column's own ('资金支出', '中央'), `title` joins them
    with '/' and says of a further column of the same texts which it is ('完成（第2列）'). Without header `path` is empty and `title`
    the letter ('F列（没有列名）') of a column that holds something. `unit` is the one written in the header, None when none is.
    `is_empty`: no cell below the header holds anything; `is_said`: a person said the unit; `is_numbered`: the month in its path is a
    plain number in the sheet.
    """

    index: int
    letter: str
    title: str
    path: tuple[str, ...]
    unit: str | None
    is_empty: bool = False
    is_said: bool = False
    is_numbered: bool = False

    @property
    def leaf(self) -> str:
        """The column's own header text, without the groups above it."""
        return self.path[-1] if self.path else ""

    @property
    def names(self) -> tuple[str, ...]:
        """Normalised names to look up in declarations, the most exact first."""
        return header_names(self.path)


@dataclass(frozen=True)
class Header:
    """The header of one sheet: Excel rows `first_row` to `last_row` (1-based), then data from `rows[data_start]` on.

    `title_texts` are the texts above it in reading order; `sheet_unit` the unit they state ('单位：万元'), else None;
    `sheet_units` all they state ('单位：万元、户'), '' for one that is not known.
    """

    first_row: int
    last_row: int
    data_start: int
    columns: tuple[HeaderColumn, ...]
    title_texts: tuple[str, ...] = ()
    sheet_unit: str | None = None
    sheet_units: tuple[str, ...] = ()

    @property
    def titled(self) -> list[HeaderColumn]:
        """The columns that have a header text."""
        return [column for column in self.columns if column.path]


def header_names(path: Sequence[str]) -> tuple[str, ...]:
    """Normalised names a header path can be declared under: whole path with and without unit, then its last text."""
    if not path:
        return ()
    texts = ["/".join(path), "".join(path), path[-1]]
    names = [name for text in texts for name in (normalise_header(text), _without_units(text))]
    groups = [_without_units(part) for part in path]
    names[4:4] = ["/".join(groups), "".join(groups)]
    return tuple(dict.fromkeys(name for name in names if name))


def _without_units(text: str) -> str:
    return split_unit(text)[0]


def find_header(
    sheet: RawSheet, declared: Collection[str] = (), *, file: str = "", rows: tuple[int, int] | None = None
) -> Header:
    """The header of a sheet: one to three rows, found by declared names (`declared`), texts, filling and the rows below.

    `declared` are texts of declarations, in any writing; they are normalised here. `rows` are the first and last Excel row of the
    header where a person said so. UserError when no row looks like one.
    """
    wanted = {name for text in declared for name in (normalise_header(text), _without_units(text))}
    said = [row - sheet.first_row for row in rows or ()]
    if said and not sheet.is_turned and 0 <= said[0] <= said[1] < len(sheet.rows):
        return _describe(sheet, _block(sheet, said[0], said[1], wanted))
    best: _Block | None = None
    first: dict[tuple[tuple[str, ...], ...], _Block] = {}
    for bottom in range(min(SEARCHED_ROWS, len(sheet.rows))):
        for height in range(1, min(MOST_HEADER_ROWS, bottom + 1) + 1):
            block = _read_block(sheet, bottom - height + 1, bottom, wanted)
            if block and (best is None or block.score > best.score):
                best = block
            if block:
                first.setdefault(block.paths, block)
    if best and first[best.paths].bottom < best.top:  # a header printed again on the next page is not the header
        best = first[best.paths]
    if best is None or not _is_enough(best, sheet):
        todo = "请确认这张表有一行列名（如 县、项目名称、金额），并且列名在前 30 行之内"
        raise Question(f"工作表「{sheet.name}」里找不到表头", asks=HEADER, file=file, todo=todo)
    return _describe(sheet, best)


@dataclass(frozen=True)
class _Block:
    """A candidate: row positions of the block, the path of each column and how likely it is the header."""

    top: int
    bottom: int
    paths: tuple[tuple[str, ...], ...]
    score: float
    declared: int


def _is_enough(block: _Block, sheet: RawSheet) -> bool:
    titled = sum(map(bool, block.paths))
    return block.declared > 0 or (block.score > 0 and titled >= min(LEAST_COLUMNS, sheet.width))


def _read_block(sheet: RawSheet, top: int, bottom: int, wanted: set[str]) -> _Block | None:
    """The candidate of these rows; None when they cut a merged cell in two or hold a title besides other rows."""
    for merged in sheet.merged_ranges:
        is_header_like = merged.bottom - merged.top < MOST_HEADER_ROWS
        starts_above, ends_below = merged.top < top <= merged.bottom, merged.top <= bottom < merged.bottom
        if is_header_like and merged.bottom >= top and (starts_above or (ends_below and merged.top >= top)):
            return None
    if bottom and _is_labelled_units(sheet, bottom):
        return None
    if bottom > top and any(_is_title(sheet, row) for row in range(top, bottom + 1)):
        return None
    return _block(sheet, top, bottom, wanted)


def _is_labelled_units(sheet: RawSheet, row: int) -> bool:
    """Whether a row says 单位 and the units of the columns whose names stand above it."""
    units = _read_units(sheet.rows[row])
    is_labelled = sum(cell != "" for cell in sheet.rows[row]) > len(units)
    return bool(units) and is_labelled and all(sheet.rows[row - 1][column] != "" for column in units)


def _block(sheet: RawSheet, top: int, bottom: int, wanted: set[str]) -> _Block:
    grid, grouped, stacked = _fill_groups(sheet, top, bottom)
    paths = tuple(_path(texts) for texts in zip(*grid, strict=True))
    declared = sum(not wanted.isdisjoint(header_names(path)) for path in paths) if wanted else 0
    score = _score(sheet, top, bottom, paths) + GROUP_WEIGHT * grouped - stacked + DECLARED_WEIGHT * declared
    return _Block(top, bottom, paths, score, declared)


def _text(cell: Any) -> str:
    """A cell as header text: blanks and line breaks collapsed, 2021.0 as '2021'."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _header_text(cell: Any) -> str:
    """The same for a header: Excel makes a date of a typed 2021年11月."""
    return f"{cell.year}年{cell.month}月" if _is_month(cell) else _text(cell)


def _is_month(cell: Any) -> bool:
    return isinstance(cell, date) and cell.day == 1


_REMARK = re.compile(
    r"(?:单位|填报|填表|制表|报送|截至|截止|日期|时间|审核|联系|电话).{0,12}[:：].|^(?:截至|截止|附件|附表|表\s*\d)"
)


def is_remark(text: str) -> bool:
    """Whether a line above a table states its unit, date, sender or number and not what it is."""
    return bool(_REMARK.search(text))


def _is_title(sheet: RawSheet, row: int) -> bool:
    """Whether a row is a title or remark above the table: one text alone, or a few that state unit, date or sender.

    One merged text is a title over part of a table too where it begins at its first column: no group stands over the places.
    """
    filled = [column for column, cell in enumerate(sheet.rows[row]) if cell != ""]
    if len(filled) == 1 and sheet.width > 1:
        merged = [block for block in sheet.merged_ranges if block.top == row and block.right > block.left]
        return all(block.left == 0 for block in merged)
    return 0 < len(filled) <= 3 and any(_REMARK.search(_text(sheet.rows[row][column])) for column in filled)


def _fill_groups(sheet: RawSheet, top: int, bottom: int) -> tuple[list[list[str]], int, int]:
    """Header texts of the block with every group written over each of its columns; how many of its rows hold groups;
    how many texts stand over one other text without being its group."""
    grid = [[_header_text(cell) for cell in sheet.rows[row]] for row in range(top, bottom + 1)]
    own = [list(texts) for texts in grid]
    covered: dict[tuple[int, int], int] = {}
    for block in sheet.merged_ranges:
        if block.top < top or block.bottom > bottom:
            continue
        value = own[block.top - top][block.left]
        reaches_down = block.bottom == bottom
        for row in range(block.top - top, block.bottom - top + 1):
            for column in range(block.left, block.right + 1):
                covered[row, column] = block.right
                if column == block.left or not reaches_down:
                    grid[row][column] = value
    spread = [_spread(grid, own, covered, row) for row in range(len(grid) - 1)]
    return grid, sum(has_groups for has_groups, _ in spread), sum(stacked for _, stacked in spread)


def _spread(
    grid: list[list[str]], own: list[list[str]], covered: dict[tuple[int, int], int], row: int
) -> tuple[bool, int]:
    """Write unmerged group texts of one row over the empty cells to their right that have a text below.

    Gives whether the row holds groups, and how many texts stand alone over another text.
    """

    def below(column: int) -> bool:
        return any(texts[column] for texts in own[row + 1 :])

    has_groups, stacked, group = False, 0, -1
    for column, text in enumerate(own[row]):
        if text:
            is_merged = covered.get((row, column), column) > column
            alone = column + 1 >= len(own[row]) or bool(own[row][column + 1]) or not below(column + 1)
            stacked += below(column) and not is_merged and alone
            has_groups |= is_merged and below(column)
            group = column if below(column) and not is_merged else -1
        elif group >= 0 and below(column) and (row, column) not in covered:
            grid[row][column] = own[row][group]
            has_groups = True
        else:
            group = -1
    return has_groups, stacked


def _path(texts: Sequence[str]) -> tuple[str, ...]:
    """Texts from top to bottom, empty ones and repetitions left out."""
    path: list[str] = []
    for text in texts:
        if text and (not path or path[-1] != text):
            path.append(text)
    return tuple(path)


_NUMBER = re.compile(r"[约近超≈<>≥≤¥]?[-+]?[\d,]*\.?\d+\s*%?[余多]?(?:左右|以上|以下)?")
_INNER_BLANK = re.compile(r"(?<=\d)[\s\u2009]+(?=\d{3})")
_WITH_UNIT = re.compile(r"[-+]?[\d,，]*\.?\d+\s*([^\d\s]{1,3})")
_UNITS_OF_TIME = frozenset("年月日天岁分度")
_YEAR = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])?(?:\.0)?")


def _is_figure(cell: Any) -> bool:
    """Whether a cell is a number, date or truth value rather than a header; years, YYYYMM and 11月 may be headers."""
    if isinstance(cell, bool | date | time | timedelta):
        return True
    text = _INNER_BLANK.sub("", unicodedata.normalize("NFKC", _text(cell)))
    with_unit = _WITH_UNIT.fullmatch(text)
    if with_unit:
        return read_unit(with_unit[1]) is not None and with_unit[1] not in _UNITS_OF_TIME
    return bool(_NUMBER.fullmatch(text)) and not _YEAR.fullmatch(text)


def _score(sheet: RawSheet, top: int, bottom: int, paths: Sequence[tuple[str, ...]]) -> float:
    """How much these rows look like a header: titled columns, data below, no figures, no long or repeated texts."""
    sample = sheet.rows[bottom + 1 : bottom + 1 + SAMPLED_ROWS]
    score = -ROW_COST * bottom - HEIGHT_COST * (bottom - top)
    score -= 2.0 * (not any(map(any, sample)))
    for column, path in enumerate(paths):
        cells = [row[column] for row in sample if row[column] != ""]
        if path:
            score += 1.0 + 0.5 * (bool(cells) and _is_figure(cells[0]))
            score -= 1.0 * (len(path[-1]) > LONGEST_TITLE) + 2.0 * bool(_REMARK.search(path[-1]))
        elif cells:
            score -= 1.0
    above = sheet.rows[top - 1] if top else ()
    score -= 2.0 * sum(map(_count_figures, sheet.rows[top : bottom + 1], (above, *sheet.rows[top:bottom])))
    repeated = Counter(path for path in paths if path)
    return score - 0.5 * (repeated.total() - len(repeated))


def _count_figures(row: Sequence[Any], above: Sequence[Any]) -> int:
    """How many cells of a row are figures; of several months none is."""
    if are_months(row, above):
        return 0
    months = {cell for cell in row if _is_month(cell)}
    return sum(_is_figure(cell) for cell in row if cell != "" and (len(months) < LEAST_COLUMNS or cell not in months))


def _describe(sheet: RawSheet, block: _Block) -> Header:
    start, row_units = _skip_unit_and_number_rows(sheet, block)
    above = _read_units(sheet.rows[block.top - 1]) if block.top else {}
    row_units = (above if len(above) >= LEAST_COLUMNS and all(block.paths[at] for at in above) else {}) | row_units
    columns, below = [], sheet.rows[start:]
    for index, path in enumerate(block.paths):
        below_head = row_units.get(index, "")
        unit = next((unit for part in reversed(path) if (unit := split_unit(part)[1])), read_unit(below_head))
        if path and below_head and not read_unit(below_head):
            path = (*path[:-1], f"{path[-1]}（{below_head}）")
        unit = unit or (read_unit(path[-1]) if len(path) > 1 else None)
        is_empty = not any(row[index] != "" for row in below)
        letter = column_letter(sheet.first_column + index)
        number = block.paths[:index].count(path) + 1 if path else 1
        title = "/".join(path) + (f"（第{number}列）" if number > 1 else "")
        title = title or ("" if is_empty else f"{letter}列（没有列名）")
        columns.append(HeaderColumn(index, letter, title, path, unit, is_empty))
    texts = [text for row in sheet.rows[: block.top] for cell in row if (text := _text(cell))]
    texts += [text for text in sheet.titles if text not in texts]
    sheet_unit = next((unit for text in texts if (unit := stated_unit(text))), None)
    sheet_units = tuple(dict.fromkeys(unit for text in texts for unit in stated_units(text)))
    first, last = sheet.excel_row(block.top), sheet.excel_row(start - 1)
    return Header(first, last, start, tuple(columns), tuple(texts), sheet_unit, sheet_units)


_NUMBERING = re.compile(r"[(]?(?:[甲乙丙丁戊己]|栏次|序号|\d{1,3})[)]?(?:=.*)?")
_UNIT_LABEL = re.compile(r"(?:计量)?单位:?|[-—–―/]+")
_LIKE_A_UNIT = re.compile(r"[\u4e00-\u9fff/·]{1,4}")


def _skip_unit_and_number_rows(sheet: RawSheet, block: _Block) -> tuple[int, dict[int, str]]:
    """Position of the first data row, past a row of units ('万元', '%') and a row of column numbers (甲 乙 1 2 3); the units by column,
    those that are not known as they are written."""
    units: dict[int, str] = {}
    start = block.bottom + 1
    while start < min(len(sheet.rows), block.bottom + 3):
        found = _read_units(sheet.rows[start])
        filled = [normalise_header(text) for cell in sheet.rows[start] if (text := _text(cell))]
        if found:
            units |= found
        elif not _is_numbering(filled):
            break
        start += 1
    return start, units


def _read_units(row: Sequence[Any]) -> dict[int, str]:
    """Column → unit of a row of units, with the word 单位 or dashes where there is none; {} for any other row. A word that is no known
    unit (万羽) is taken for one where most are."""
    filled = {column: normalise_header(text) for column, cell in enumerate(row) if (text := _text(cell))}
    words = {column: text.strip("()") for column, text in filled.items() if not _UNIT_LABEL.fullmatch(text)}
    known = {column: unit for column, text in words.items() if (unit := read_unit(text))}
    others = {column: text for column, text in words.items() if column not in known}
    is_labelled = len(words) < len(filled)
    are_units = len(others) < len(known) if is_labelled else not others
    return known | others if known and are_units and all(map(_LIKE_A_UNIT.fullmatch, others.values())) else {}


def _is_numbering(texts: list[str]) -> bool:
    """甲 乙 1 2 3, or 1 2 3 4 and more: the columns numbered in order, not a row of data."""
    if len(texts) < 3 or not all(map(_NUMBERING.fullmatch, texts)):
        return False
    numbers = [int(text.strip("()").split("=")[0]) for text in texts if text.strip("()").split("=")[0].isdigit()]
    has_words = len(numbers) < len(texts)
    return numbers == list(range(1, len(numbers) + 1)) and (has_words or len(numbers) >= 4)
