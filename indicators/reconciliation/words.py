"""Reports held against registers, in Chinese sentences."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from core import words
from core.words import say_value
from indicators.declared import REGISTER, REPORTED, Holding, Measure, views, whole_of
from indicators.evaluation import is_withheld, say_withheld
from indicators.reconciliation.registers import FIGURES, PARTS, ROUNDING, differing, unit_of
from store import read_tables

SAME = "填报与登记一致"


def say_figure(row: pd.Series) -> str:
    """`已完成：填报 1,064 户，登记 1,048 户，多报 16 户`."""
    amounts = [say_value(row[name], row["unit"]) for name in ("reported", "registered")]
    said = f"{FIGURES[row['figure']]}：填报 {amounts[0]}，登记 {amounts[1]}"
    return f"{said}，{say_gap(row)}"


def say_gap(row: pd.Series) -> str:
    """`多报 16 户`, `少报 3 人`, `一致`; `说不清：登记有 5 户缺内容` where the register's rows that say nothing may make up for it."""
    if row["is_within"] and row["difference"] == 0:
        return "一致"
    if row["is_within"] and row.get("unknown", 0) > 0:
        return f"说不清：登记有 {say_value(row['unknown'], row['unit'])}缺内容"
    word = "多报" if row["difference"] > 0 else "少报"
    gap = f"{word} {say_value(abs(row['difference']), row['unit'])}"
    return f"{gap}（在容差内）" if row["is_within"] else gap


def say_all(found: pd.DataFrame) -> str:
    """The sentence above the list: how many figures were compared, how many differ, and where most."""
    if found.empty:
        return "还没有既填报又能从登记表数出的数字"
    rows = differing(found)
    open_ = int((found["is_within"] & (found["unknown"] > 0) & (found["difference"] != 0)).sum())
    unclear = f"，{open_:,} 个说不清（登记缺内容）" if open_ else ""
    if rows.empty:
        agreed = f"，{len(found) - open_:,} 个一致{unclear}" if open_ else "，全部一致"
        return f"{len(found):,} 个填报数与登记表逐一核对{agreed}"
    first = rows.iloc[0]
    return (
        f"{len(found):,} 个填报数与登记表逐一核对，{len(rows):,} 个对不上{unclear}；"
        f"相差比例最大的是{first['place_name']}“{first['title']}”，{say_figure(first)}"
    )


def say_sources(measure: Measure, rows: pd.DataFrame, period: str, day: date) -> str:
    """Both figures of a measure in some places with their days, how far they are apart, and which one is scored:
    `填报（2021年11月）1,063 ÷ 1,286，登记（截至2021年11月20日）1,047 ÷ 1,286，已完成多报 16 户；按登记表计分…`.

    `rows` are those of `Evaluation.measures`; the sums are over the places that have sent both. Where nothing is held, what the
    score takes and which table would give names; '' for what is not scored.
    """
    if measure.holding is None:
        source = say_source(measure, REPORTED) if measure.is_scored else ""
        return "；".join(part for part in (source, _say_nobody_tells(measure)) if part)
    both = rows[rows["reported_numerator"].notna() & rows["register_numerator"].notna()]
    if both.empty:
        withheld = rows[[is_withheld(row) for _, row in rows.iterrows()]]
        return _say_withheld(measure, withheld) if len(withheld) else say_source(measure, REPORTED)
    figures = PARTS[measure.holding.compares]
    reported, registered = (_sums(both, source, figures) for source in (REPORTED, REGISTER))
    when = {REPORTED: words.say_period(period), REGISTER: f"截至{words.say_date(day)}"}
    said = [f"填报（{when[REPORTED]}）{_say_sums(reported)}", f"登记（{when[REGISTER]}）{_say_sums(registered)}"]
    is_open = rows["state"].isin(["unknown", "incomplete"]).all()
    source = "本期说不清，不计分；名单来自登记表" if is_open else say_source(measure, scored_from(rows))
    return f"{'，'.join(said)}，{_say_apart(measure, reported, registered)}；{source}"


def _say_nobody_tells(measure: Measure) -> str:
    """`有没有漏报的行，要有第三方抽样方案才能核`; '' where a table tells, or the reports do."""
    whole = whole_of(measure)
    return f"有没有漏报的行，要有{whole.nobody}才能核" if whole and whole.nobody else ""


def _say_withheld(measure: Measure, rows: pd.DataFrame) -> str:
    titles = (
        _register_titles(measure.holding, is_there=bool((rows["register_state"] != "").any()))
        if measure.holding
        else ""
    )
    return f"{say_withheld(measure, rows['left_out'].sum())}，不计分；别处或以前有登记，需导入{titles}"


def _sums(rows: pd.DataFrame, source: str, figures: Sequence[str]) -> dict[str, float]:
    """Figure → its sum over the rows; without those that the source does not have."""
    parts = {name: float(rows[f"{source}_{name}"].sum(min_count=1)) for name in ("numerator", "denominator")}
    parts["open"] = parts["denominator"] - parts["numerator"]
    return {name: parts[name] for name in sorted(figures, reverse=True) if not pd.isna(parts[name])}


def _say_sums(sums: Mapping[str, float]) -> str:
    return " ÷ ".join(words.say_number(amount) for amount in sums.values())


def _say_apart(measure: Measure, reported: Mapping[str, float], registered: Mapping[str, float]) -> str:
    """`已完成多报 16 户`, `一致`; of the figures that both have."""
    gaps = []
    for figure in [name for name in reported if name in registered]:
        gap, tolerance = reported[figure] - registered[figure], measure.holding.tolerance if measure.holding else 0.0
        row = {
            "difference": gap,
            "unit": unit_of(measure),
            "is_within": abs(gap) <= tolerance * abs(reported[figure]) + ROUNDING,
        }
        if gap:
            gaps.append(FIGURES[figure] + say_gap(pd.Series(row)))
    return "，".join(gaps) or "一致"


def scored_from(rows: pd.DataFrame) -> str:
    """Which of the two the score of a measure takes in some places, rows of `Evaluation.measures`."""
    return REGISTER if (rows["source"] == REGISTER).any() else REPORTED


def say_definitions(measure: Measure, listed: Measure, rows: pd.DataFrame) -> str:
    """What is divided by what; where a figure is scored as reported and the register gives the names, each says so:
    `计分：务工就业人数 ÷ …；名单：登记为已务工的人数 ÷ …`. `rows` are those of `Evaluation.measures`."""
    if measure.holding is None or listed is measure or scored_from(rows) == REGISTER:
        return listed.says
    return f"计分：{measure.says}；名单：{listed.says}"


def say_source(measure: Measure, source: str) -> str:
    """Which of the two the score takes, and why, and which names nobody can give yet: for the page of a measure."""
    return "；".join(part for part in (_say_scored(measure, source), _say_no_register(measure)) if part)


def _say_scored(measure: Measure, source: str) -> str:
    if measure.holding is None:
        return "按填报数计分" if measure.no_register else ""
    if source == REGISTER:
        return "按登记表计分：只有登记表有名单"
    if not measure.holding.is_scored:
        return "按填报数计分；登记表只用来核对和提供名单"
    titles = _register_titles(measure.holding)
    return f"按填报数计分：登记表没有导入，或缺上年同期；要看名单，需导入{titles}"


def _register_titles(holding: Holding, is_there: bool = False) -> str:
    """The table to import for the names: the one that gives a register its rows, or where these are there those that join them."""
    first, *others = views.base_tables(holding.register.table)
    return "、".join(f"《{read_tables()[name].title}》" for name in (others if is_there else (first,)))


def _say_no_register(measure: Measure) -> str:
    """Which table would give the names: to import where it is declared, else that the program does not keep it."""
    wanted = measure.no_register
    if not wanted:
        return ""
    if wanted in {table.title for table in read_tables().values()}:
        return f"要到户到人，需导入《{wanted}》"
    last = (
        "本页只到填报的数"
        if measure.holding is None
        else f"名单只到{measure.holding.register.counter.removeprefix('个')}为止"
    )
    return f"{last}：再往下要看{wanted}，程序还没有收这样的表，导入不了"
