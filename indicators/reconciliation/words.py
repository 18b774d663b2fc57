"""Reports held against registers, in Chinese sentences."""

import pandas as pd

from core import words
from core.words import say_value
from indicators.declared import REGISTER, REPORTED, Measure
from indicators.reconciliation.registers import FIGURES, differing

SAME = "填报与登记一致"


def say_figure(row: pd.Series) -> str:
    """`已完成：填报 1,064 户，登记 1,048 户，多报 16 户`."""
    amounts = [say_value(row[name], row["unit"]) for name in ("reported", "registered")]
    said = f"{FIGURES[row['figure']]}：填报 {amounts[0]}，登记 {amounts[1]}"
    return f"{said}，{say_gap(row)}"


def say_gap(row: pd.Series) -> str:
    """`多报 16 户`, `少报 3 人`, `一致`."""
    if row["is_within"] and row["difference"] == 0:
        return "一致"
    word = "多报" if row["difference"] > 0 else "少报"
    gap = f"{word} {say_value(abs(row['difference']), row['unit'])}"
    return f"{gap}（在容差内）" if row["is_within"] else gap


def say_all(found: pd.DataFrame) -> str:
    """The sentence above the list: how many figures were compared, how many differ, and where most."""
    if found.empty:
        return "还没有既填报又能从登记表数出的数字"
    rows = differing(found)
    if rows.empty:
        return f"{len(found):,} 个填报数与登记表逐一核对，全部一致"
    first = rows.iloc[0]
    return (
        f"{len(found):,} 个填报数与登记表逐一核对，{len(rows):,} 个对不上；"
        f"相差比例最大的是{first['place_name']}“{first['title']}”，{say_figure(first)}"
    )


def say_sources(measure: Measure, rows: pd.DataFrame) -> str:
    """Both figures of a measure in some places and which one is scored: `填报 1,063÷1,286，登记 1,047÷1,286；按登记表计分…`.

    `rows` are those of `Evaluation.measures`; the sums are over the places that have sent both. '' where nothing is held.
    """
    if measure.holding is None:
        return say_source(measure, REPORTED) if measure.is_scored else ""
    both = rows[rows["reported_numerator"].notna() & rows["register_numerator"].notna()]
    if both.empty:
        return say_source(measure, REPORTED)
    said = []
    for word, source in (("填报", REPORTED), ("登记", REGISTER)):
        parts = [both[f"{source}_{name}"].sum(min_count=1) for name in ("numerator", "denominator")]
        shown = parts if measure.holding.compares != "done" else parts[:1]
        said.append(word + " " + " ÷ ".join(words.say_number(part) for part in shown if not pd.isna(part)))
    scored = REGISTER if (rows["source"] == REGISTER).any() else REPORTED
    return f"{'，'.join(said)}；{say_source(measure, scored)}"


def say_source(measure: Measure, source: str) -> str:
    """Which of the two the score takes, and why: for the page of a measure."""
    if measure.holding is None:
        return f"按填报数计分；要到户到人，需导入《{measure.no_register}》" if measure.no_register else ""
    if source == "register":
        return "按登记表计分：只有登记表有名单"
    if not measure.holding.is_scored:
        return "按填报数计分；登记表只用来核对和提供名单"
    return "按填报数计分：登记表没有导入，或缺上年同期"
