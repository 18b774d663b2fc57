"""Reports held against registers, in Chinese sentences."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pandas as pd

from core import words
from core.places import county_of
from core.words import say_value
from indicators.declared import REGISTER, REPORTED, Holding, Measure, views, whole_of
from indicators.evaluation import is_withheld, say_withheld
from indicators.reconciliation.registers import FIGURES, PARTS, ROUNDING, differing, unit_of
from store import read_tables

SAME = "填报与登记一致"
ONES = ("households", "persons")
"""Units of which one may have several rows of a register."""
NAMED = 3
"""So many places are named that differ."""


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


def say_gaps(row: pd.Series) -> str:
    """What several places are apart together, of a row of `by_measure`: `多报 16 户`, `多报 4 户、少报 4 户`, `一致` where none is;
    beside it of how many nobody can say."""
    told = (("多报", row["over"]), ("少报", row["under"]))
    parts = [f"{word} {say_value(amount, row['unit'])}" for word, amount in told if amount > ROUNDING]
    parts += [f"{row['open']:.0f} 处说不清（登记缺内容）"] if row["open"] else []
    return "、".join(parts) or "一致"


def say_where(found: pd.DataFrame) -> str:
    """Whose figures of one measure differ, the widest first, so that none is lost in a sum: `对不上的有 2 个地方：甲镇已完成多报 16 户、
    乙镇已完成少报 3 户`; '' where none does. `found` are rows of `compare_registers`."""
    rows = differing(found)
    if rows.empty:
        return ""
    named = [f"{row['place_name']}{FIGURES[row['figure']]}{say_gap(row)}" for _, row in rows.head(NAMED).iterrows()]
    count = rows["place_code"].nunique()
    return f"对不上的有 {count} 个地方：{'、'.join(named)}{'等' if len(rows) > NAMED else ''}"


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


def say_sources(measure: Measure, rows: pd.DataFrame, period: str, day: date, found: pd.DataFrame | None = None) -> str:
    """Both figures of a measure in some places with their days, how far they are apart, and which one is scored:
    `填报（2021年11月）1,063 ÷ 1,286，登记（截至2021年11月20日）1,047 ÷ 1,286，已完成多报 16 户；按登记表计分…`.

    `rows` are those of `Evaluation.measures`; the sums are over the places that have sent both. `found` are the measure's rows of
    `compare_registers` by township: the difference is theirs, as on 数据质量, and what only one side has is said apart; without
    them (None) it is that of `rows`. Where nothing is held, what the score takes and which table would give names; '' for what is
    not scored.
    """
    if measure.holding is None:
        source = say_source(measure, REPORTED) if measure.is_scored else ""
        return "；".join(part for part in (source, _say_nobody_tells(measure)) if part)
    is_left_out = pd.Series([is_withheld(row) for _, row in rows.iterrows()], index=rows.index, dtype=bool)
    both = rows[rows["reported_numerator"].notna() & rows["register_numerator"].notna() & ~is_left_out]
    withheld = rows[is_left_out]
    if both.empty:
        return _say_withheld(measure, withheld) if len(withheld) else say_source(measure, REPORTED)
    figures = PARTS[measure.holding.compares]
    reported, registered = (_sums(both, source, figures) for source in (REPORTED, REGISTER))
    when = {REPORTED: words.say_period(period), REGISTER: f"截至{words.say_date(day)}"}
    said = [f"填报（{when[REPORTED]}）{_say_sums(reported)}", f"登记（{when[REGISTER]}）{_say_sums(registered)}"]
    is_open = rows["state"].isin(["unknown", "incomplete"]).all()
    source = "本期说不清，不计分；名单来自登记表" if is_open else say_source(measure, scored_from(rows))
    others = [_say_withheld(measure, withheld)] if len(withheld) else []
    own = int(rows["is_by_report"].sum())
    others += [unlike] if (unlike := say_unlike([measure])) else []
    others += [f"另有 {own} 个地方没有登记，按填报数计分，没有名单可核"] if own else []
    if found is None:
        return "；".join([f"{'，'.join(said)}，{_say_apart(measure, both)}", source, *others])
    compared = found[found["place_code"].map(county_of).isin(set(both["place_code"]))]
    apart = [_say_compared(compared), *_say_one_sided(compared, reported, registered, unit_of(measure))]
    return "；".join([f"{'，'.join(said)}，{apart[0]}", *apart[1:], source, *others])


def say_unlike(measures: Iterable[Measure]) -> str:
    """`补助兑现率填报按户、登记按笔计，一户有几笔的相差不全是错报`: measures of households or persons whose register has a row for
    something smaller and does not count these together; '' without any."""
    said = []
    for one in measures:
        counted = one.holding.register if one.holding else None
        if counted and counted.kind == "share" and one.amount_unit in ONES and counted.counter != one.counter:
            few = f"一{one.counter}有几{counted.counter}的相差不全是错报"
            said.append(f"{one.title}填报按{one.counter}、登记按{counted.counter}计，{few}")
    return "；".join(said)


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
    who = f"{len(rows)} 个地方" if len(rows) > 1 else ""
    return f"{who}{say_withheld(measure, rows['left_out'].sum())}，不计分；别处或以前有登记，需导入{titles}"


def _sums(rows: pd.DataFrame, source: str, figures: Sequence[str]) -> dict[str, float]:
    """Figure → its sum over the rows; without those that the source does not have."""
    sums = _parts(rows, source).sum(min_count=1)
    return {name: float(sums[name]) for name in sorted(figures, reverse=True) if not pd.isna(sums[name])}


def _parts(rows: pd.DataFrame, source: str) -> pd.DataFrame:
    """The figures of each row as a source has them, NaN where not known."""
    parts = pd.DataFrame({name: rows[f"{source}_{name}"].astype(float) for name in ("numerator", "denominator")})
    return parts.assign(open=parts["denominator"] - parts["numerator"])


def _say_sums(sums: Mapping[str, float]) -> str:
    return " ÷ ".join(words.say_number(amount) for amount in sums.values())


def _say_apart(measure: Measure, rows: pd.DataFrame) -> str:
    """`已完成多报 16 户`, `已完成多报 4 户、少报 4 户`, `一致`; of the figures that both have, place by place, so that one place's
    difference does not make up for another's."""
    tolerance = measure.holding.tolerance if measure.holding else 0.0
    parts = {source: _parts(rows, source) for source in (REPORTED, REGISTER)}
    gaps = []
    for figure in sorted(PARTS[measure.holding.compares] if measure.holding else (), reverse=True):
        reported, registered = (parts[source][figure] for source in (REPORTED, REGISTER))
        apart = (reported - registered).dropna()
        if not apart.abs().gt(ROUNDING).any():
            continue
        is_within = bool((apart.abs() <= tolerance * reported.reindex(apart.index).abs() + ROUNDING).all())
        over, under = apart.clip(lower=0).sum(), -apart.clip(upper=0).sum()
        said = say_gaps(pd.Series({"over": over, "under": under, "open": 0, "unit": unit_of(measure)}))
        gaps.append(f"{FIGURES[figure]}{said}{'（在容差内）' if is_within else ''}")
    return "，".join(gaps) or "一致"


def _say_compared(found: pd.DataFrame) -> str:
    """The same of the townships that have sent both; of how many nobody can say stands beside."""
    if found.empty:
        return "没有两边都有数的乡镇，没有比"
    gaps = []
    for figure, own in found.groupby("figure", sort=True):
        is_far = own["difference"].abs() > ROUNDING
        is_open = is_far & own["is_within"] & (own["unknown"] > 0)
        is_apart = ~own["is_within"]
        is_tolerated = not is_apart.any() and not is_open.any()
        apart = own["difference"].where(is_far if is_tolerated else is_apart, 0.0)
        sums = {"over": apart.clip(lower=0).sum(), "under": -apart.clip(upper=0).sum(), "open": int(is_open.sum())}
        if is_far.any():
            said = say_gaps(pd.Series({**sums, "unit": own["unit"].iloc[0]}))
            gaps.append(f"{FIGURES[str(figure)]}{said}{'（在容差内）' if is_tolerated else ''}")
    return "，".join(reversed(gaps)) or "一致"


def _say_one_sided(
    found: pd.DataFrame, reported: Mapping[str, float], registered: Mapping[str, float], unit: str
) -> list[str]:
    """How much of each side's sum is of townships that the other side does not have: `没有登记的乡镇填报了 200 户，没有比`."""
    own = found.groupby("figure")[["reported", "registered"]].sum()
    said = []
    for sums, side, words_ in (
        (reported, "reported", "没有登记的乡镇填报了"),
        (registered, "registered", "没有填报的乡镇登记有"),
    ):
        figure = next(iter(sorted(sums)), "")
        rest = sums[figure] - (own.at[figure, side] if figure in own.index else 0.0) if figure else 0.0
        said += [f"{words_} {say_value(rest, unit)}，没有比"] if rest > ROUNDING else []
    return said


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
