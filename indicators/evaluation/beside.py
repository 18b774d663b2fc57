"""What is said beside a number: what is not known, which places below have not reported, what marks are before rescaling."""

from math import isclose
from typing import Final

from core import words
from indicators.declared import REGISTER, REPORTED, Measure, Whole
from indicators.evaluation import sampling
from indicators.evaluation.coverage import is_by_township
from indicators.evaluation.knowing import Row, unknown_share_of
from indicators.evaluation.left_out import is_withheld, say_refused, whole_lacking
from indicators.scoring import STATE_WORDS
from store import read_tables

BY_REPORT: Final = "按填报数，没有登记"
SEEN_DIFFERENCE: Final = 0.005
"""Marks closer than this look the same with two decimals."""


def say_rescaled(lost: float, original: float) -> str:
    """What a loss is on the declared points, where marks are rescaled: `按已报指标折算，原 3.00 分`; '' where they are not."""
    if words.is_missing(lost) or abs(lost - original) < SEEN_DIFFERENCE:
        return ""
    return f"按已报指标折算，原 {words.say_value(original, 'points')}"


def say_state(row: Row) -> str:
    """What the state of a measure in a place means: `说不清的超过5%，不计分`, `乡镇没有报齐，不计分`, `未导入数据`."""
    unknown = row["rows_unknown"] if row["rows_unknown"] > 0 else 0.0
    if is_left_empty(row):
        return f"没有填报，{int(unknown)} 行全部说不清"
    if row["state"] not in ("unknown", "incomplete"):
        return str(STATE_WORDS[str(row["state"])])
    if is_withheld(row):
        return "登记一行也没有，不计分"
    if row["held_by"]:
        return "一票否决的数说不清，不计分"
    if row["is_last_unclear"] and unknown_share_of(row) <= row["unknown_at_most"]:
        return "上年数说不清，不计分"
    if unknown_share_of(row) <= row["unknown_at_most"]:
        return "没有填报的会改变结果，不计分"
    if row["state"] == "incomplete":
        return "乡镇没有报齐，不计分"
    if row["left_out"] > 0:
        return "登记的比填报的少，不计分"
    if row["lacks"] > 0:
        return "表里的比应有的少，不计分"
    return f"说不清的超过{words.say_line(row['unknown_at_most'], 'percent')}，不计分"


def is_left_empty(row: Row) -> bool:
    """Whether rows were imported whose cells are empty, all of them; one row of many items is no sign of that."""
    return bool(row["state"] == "missing" and row["rows_unknown"] > 1)


def say_beside(measure: Measure, row: Row) -> str:
    """What has to be said beside a value: `say_unclear`; where others' is of their registers, that this one is as reported; and of a
    sampled share its interval: `（95%区间 94.3–98.5，319户）`."""
    error = sampling.say_error(measure.counted_from(str(row["source"])), row)
    own = BY_REPORT if row["is_by_report"] else ""
    return "，".join(part for part in (own, say_unclear(measure, row), f"（{error}）" if error else "") if part)


def say_unclear(measure: Measure, row: Row) -> str:
    """`say_open`; and where the names are of a register that is not scored, what it does not say: `登记里另有 2 人说不清`."""
    said = say_open(measure, row)
    if row["source"] != REPORTED or row["names_from"] != REGISTER or not row["register_unknown"] > 0:
        return said
    counted = words.say_value(int(row["register_unknown"]), f"count:{measure.counted_from(REGISTER).counter}")
    return "，".join(filter(None, (said, f"登记里另有 {counted}说不清")))


def say_open(measure: Measure, row: Row) -> str:
    """What is not known of a value: `8 个乡镇中 6 个已报`, `另有 3 人说不清`, `登记比填报少 40 人`; '' where all is known.

    `row` is a row of `Evaluation.measures`. Of a total compared with last year also over which places it is compared. That
    marks are reckoned as if the unknown fell short is said where they are: not of rows that could only do good.
    """
    if is_withheld(row):
        return say_withheld(measure, row["left_out"])
    unknown = int(row["rows_unknown"]) if row["rows_unknown"] > 0 else 0
    form = measure.counted_from(str(row["source"]))
    if is_by_township(form) and not words.is_missing(row["places_expected"]):
        return _say_townships(row, unknown)
    said = (
        [f"{row['places_expected']:.0f} 个乡镇中 {row['places_present']:.0f} 个有数据"]
        if row["places_absent"] > 0
        else []
    )
    if row["refused"] > 0:
        said.append(say_refused(form, row["refused"]))
    if whole := whole_lacking(form, row):
        return "，".join([*said, _say_lacking(whole, row["lacks"])])
    open_rows = unknown - sum(round(row[name]) for name in ("left_out", "refused") if row[name] > 0)
    if open_rows > 0 and row["state"] != "missing":
        said.append(f"另有 {words.say_value(open_rows, f'count:{measure.counter}')}说不清")
    if row["left_out"] > 0:
        said.append(f"登记比填报少 {words.say_value(row['left_out'], f'count:{measure.counter}')}")
    is_harming = row["state"] == "scored" and not isclose(row["scored_value"], row["value"], abs_tol=1e-12)
    return "，".join([*said, "计分按未达标算"] if said and is_harming else said)


def say_withheld(measure: Measure, claimed: float) -> str:
    """`登记一行也没有，填报说有 958 户`."""
    return f"登记一行也没有，填报说有 {words.say_value(claimed, measure.amount_unit or f'count:{measure.counter}')}"


def _say_lacking(whole: Whole, lacks: float) -> str:
    """`《衔接资金项目表》比《资金分配表》少 1,200.00 万元`."""
    tables = read_tables()
    return f"《{tables[whole.table].title}》比《{tables[whole.told_by].title}》少 {words.say_value(lacks, whole.unit)}"


def _say_townships(row: Row, unknown: int) -> str:
    """Of a figure that townships report: one whose cell is empty has not reported."""
    expected, present = int(row["places_expected"]), int(row["places_present"]) - unknown
    said = [f"{expected} 个乡镇中 {present} 个已报"] if present < expected else []
    if row["townships_alike"] < expected:
        said.append(f"与上年比的是两年都报了的 {int(row['townships_alike'])} 个乡镇")
    return "，".join(said)
