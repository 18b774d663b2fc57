"""Sheets that are no tables of figures: scoring books and lists of problems, which have a place of their own, and the notes of our own
templates."""

from loaders.files import RawSheet
from loaders.recognise.header import Header, normalise_header
from loaders.template import GUIDE_HEADER, GUIDE_SHEET

SCORING_BOOK = (
    "这是考核评分办法（分值和评分标准），不是要入库的数据表",
    "请到“办法管理”页导入，那里把它读成办法草稿：体系、分值和能读懂的计分规则；这里只导入各地报来的数字",
)
PROBLEM_LIST = ("这是问题整改清单，不是要入库的数据表", "请到“问题台账”页导入，那里认得这些列")
_SCORING = (
    "分值", "评分标准", "评分办法", "计分办法", "计分规则", "考核分值", "考核标准", "评分细则", "扣分标准", "标准分",
)  # fmt: skip
_PROBLEMS = ("具体问题", "反馈问题", "问题描述", "存在问题", "问题表现", "存在的问题", "主要问题", "发现问题", "问题")
_MENDING = (
    "整改措施",
    "整改时限",
    "整改进展",
    "整改责任单位",
    "整改情况",
    "完成时限",
    "整改完成时限",
    "整改期限",
    "整改责任人",
)


def is_own_guide(sheet: RawSheet) -> bool:
    """Whether a sheet is the notes of a template of ours, which nobody need be told of."""
    return sheet.name.startswith(GUIDE_SHEET) and bool(sheet.rows) and tuple(sheet.rows[0][:4]) == GUIDE_HEADER


def name_stranger(header: Header) -> tuple[str, str] | None:
    """(what the sheet is, what to do with it), None when it may well be a table."""
    leaves = {normalise_header(column.leaf) for column in header.titled}
    if sum(any(word in leaf for leaf in leaves) for word in _SCORING) >= 2 or leaves & {
        "评分标准",
        "评分办法",
        "评分细则",
    }:
        return SCORING_BOOK
    if leaves & set(_PROBLEMS) and leaves & set(_MENDING):
        return PROBLEM_LIST
    return None
