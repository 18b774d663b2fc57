"""What reading one cell gives, which cells say nothing, and the kinds of problems a cell can have."""

from datetime import datetime, time
from typing import Any, NamedTuple

from loaders.files import ExcelError, FormattedFigure, UncalculatedFormula

PROBLEM_KINDS: dict[str, tuple[str, str]] = {
    "not_a_number": ("不是数", "数字列里夹了文字、约数、范围，或千分位逗号放错了位置"),
    "not_whole": ("应为整数", "户数、人数一类的列里有小数"),
    "unit_unknown": ("单位认不出", "金额没有写明单位，或数字后面的单位不认识"),
    "unit_mismatch": ("单位不符", "格里写的单位与本列的单位不是一类，不能换算"),
    "percent_unclear": ("比率写法不明", "分不清写的是 0.85 还是 85，要在表头注明 %"),
    "not_a_date": ("日期读不出", "不是完整的年月日，或这一天不存在"),
    "not_a_month": ("月份读不出", "不是完整的年和月，或没有这个月"),
    "not_a_year": ("年份读不出", "不是一个四位的年份"),
    "not_a_code": ("代码写法不对", "代码列里有小数、日期或是否值"),
    "digits_lost": ("长数字丢了尾数", "超过 15 位的编号被当成数字保存，科学计数法已丢失末位"),
    "not_an_id": ("证件号码不对", "位数、出生日期或校验位不对"),
    "not_a_choice": ("不在选项内", "不是本列规定的选项，也不是其别名"),
    "not_yes_no": ("应填是或否", "是否列里填了别的内容"),
    "error_cell": ("公式出错", "格里是 Excel 的错误值，如 #REF!、#DIV/0!"),
    "formula_without_value": ("公式没有算出结果", "文件保存时公式还没有计算，格里没有数"),
    "text_too_long": ("文字过长", "一格文字超过上限"),
}
"""What can be wrong with one cell: code → (title, explanation)."""

MISSING_MARKS = frozenset(
    (
        "", "—", "－", "-", "--", "——", "---", "–", "―", "/", "／", "//", "\\", "＼", "无", "无数据", "暂无", "暂无数据", "未填",
        "未填报", "…", "……", "...", "NA", "N/A", "n/a", "na", "null", "NULL", "Null", "None", "NaN", "nan", "#N/A",
    )
)  # fmt: skip
"""Texts that say there is no figure. They are missing values, not problems."""
TEXT_KEEPS = frozenset(("无",))
"""Of these, what stays as it is in a text column: 有无 is an answer there."""

EXCEL_ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!")
)
MAX_CAME = 80
"""Longest quotation of a cell in a problem, in characters."""
LARGEST_EXACT = 10**15
"""Whole numbers from here on have lost digits: Excel keeps 15."""


class CellProblem(NamedTuple):
    """Why a cell has no value: code of the kind, what stood there (cut short, masked when personal), what belongs there."""

    kind: str
    came: str
    expected: str


class Parsed(NamedTuple):
    """A value (None = missing or unreadable), the problem when it is unreadable, the unit written in the cell if any."""

    value: Any
    problem: CellProblem | None = None
    unit: str | None = None


MISSING = Parsed(None)


def refuse(kind: str, cell: object, expected: str) -> Parsed:
    """A cell that cannot be read."""
    came = plain_text(cell)
    return Parsed(None, CellProblem(kind, came if len(came) <= MAX_CAME else came[: MAX_CAME - 1] + "…", expected))


def plain_text(cell: object) -> str:
    """A cell as a person sees it: whole floats without '.0', dates as 2021-11-20, no blanks around."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, FormattedFigure):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LARGEST_EXACT:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell).strip()


def is_missing(cell: object, keep: frozenset[str] = frozenset()) -> bool:
    """Whether a cell says that there is nothing: empty, a dash, a slash, 无, 暂无 … (`keep` are marks that are answers)."""
    return cell is None or (isinstance(cell, str) and cell.strip() in MISSING_MARKS and cell.strip() not in keep)


def empty_or_error(cell: object, keep: frozenset[str] = frozenset()) -> Parsed | None:
    """The answer for cells that hold no value of any type; None when the cell is to be read."""
    if is_missing(cell, keep):
        return MISSING
    if isinstance(cell, UncalculatedFormula):
        return refuse("formula_without_value", cell, "公式算出的数；请用表格软件打开、保存一次")
    if isinstance(cell, ExcelError) or (isinstance(cell, str) and cell.strip() in EXCEL_ERRORS):
        return refuse("error_cell", cell, "公式算出的数；请改正公式")
    return None


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 32,
    0xA0: 32,
    0x2212: 45,
    0x2009: 32,
    0x202F: 32,
}


def half_width(text: str) -> str:
    """Full-width digits, letters and punctuation as half width; circled or raised figures stay what they are."""
    return text.translate(_HALF_WIDTH).strip()
