"""County × block: how many of the agreement's items are exceeded, with the bonus, the negative list and the grade."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from core import words
from core.templates import join
from core.words import say_rank, say_value
from indicators.declared import Cut
from indicators.evaluation import Evaluation, Offered, offered_grades
from indicators.evaluation import answers as standing
from indicators.evaluation.leagues import league_order
from indicators.figures import NO_GRADE_WORDS, cooperation
from pages.parts.common import look, tables
from pages.parts.common.linked import link_html
from pages.parts.cooperation.data import Looked, grades


def blocks_html(looked: Looked, ours: str) -> Markup:
    """The matrix; a county's name leads to its own page, a block to its items in 短板清单. The projection has no marks and links."""
    evaluation, is_show = looked.counties, looked.picked.is_show
    cuts, by_people = evaluation.framework.indicators, grades(evaluation.period[:4], evaluation.framework.area)
    given = dict(zip(by_people["place_code"], by_people["grade"], strict=True))
    counts = cooperation.count_items(looked.items, ["place_code", "block"]).set_index(["place_code", "block"])
    blocks = [tables.Column(cut.short, cell="keep") for cut in cuts]
    marks = [] if is_show else [tables.Column("位次", cell="keep"), tables.Column("参考得分", "number")]
    last = [] if is_show else [tables.Column("等次（人定）")]
    columns = [tables.Column("县", cell="keep"), *marks, *blocks, tables.Column("负面清单"), *last]
    sizes = evaluation.places["league"].value_counts()
    rows = []
    for row in standing.light_table(evaluation).to_dict("records"):
        code, name = str(row["place_code"]), row["place_name"]
        if ours and code != ours:
            continue
        cells = [_block(evaluation, cut, code, str(row[cut.title]), counts, is_show) for cut in cuts]
        listed = _negative(offered_grades(evaluation, code))
        if is_show:
            rows.append([name, *cells, listed])
            continue
        link = link_html(name, "cooperation", style="name", place=code)
        own = [_rank(row, is_apart=len(sizes) > 1), say_value(row["score"], "points")]
        grade = link_html(
            given.get(code, NO_GRADE_WORDS),
            "ranking",
            style="name",
            title="评定或修改等次",
            viewed=evaluation.framework.id,
            at=code,
        )
        rows.append([link, *own, *cells, listed, grade])
    caption = "格内是超额完成的项数/协议指标项数；正好完成的不算超额。" + (
        "" if is_show else f"{_say_leagues(evaluation)}点数字看明细，点等次去评定。"
    )
    return look.plain_html(columns, rows, caption)


def _rank(row: Mapping[Hashable, Any], *, is_apart: bool) -> Markup | str:
    """A county's rank; where several leagues stand in one table, with the one it is a rank of."""
    rank = say_rank(row["rank"], bool(row["is_tied"]))
    return join((rank, look.soft_html(f"（{row['league']}）"))) if is_apart else rank


def _say_leagues(evaluation: Evaluation) -> str:
    """`位次各在本组里排：7个脱贫县、1个其他县。`; nothing where all are ranked together."""
    sizes = evaluation.places["league"].value_counts()
    said = [standing.say_league(league, int(sizes[league])) for league in league_order(evaluation.places)]
    return f"位次各在本组里排：{'、'.join(said)}。" if len(said) > 1 else ""


def _negative(offered: Offered) -> tables.Cell:
    if offered.why:
        return tables.Cell(look.light_html("behind", f"最高“{offered.best}”"), title=offered.why)
    return tables.Cell(look.light_html("normal", "没有") if offered.is_known else look.light_html("missing"))


def _block(
    evaluation: Evaluation, cut: Cut, code: str, light: str, counts: pd.DataFrame, is_show: bool
) -> tables.Cell | Markup | str:
    """`● 3/3` with a link; of a block that has only bonuses the marks added."""
    if not cut.points:
        cuts = evaluation.indicators
        own = cuts[(cuts["place_code"] == code) & (cuts["indicator"] == cut.title)]
        bonus = float(own["bonus"].sum())
        return f"加 {words.say_number(bonus)} 分" if bonus else "无加分"
    if (code, cut.title) not in counts.index:
        return look.light_html(light)
    row = counts.loc[(code, cut.title)]
    said = f"{row['exceeded']}/{row['items']}" + (f"，{row['unknown']} 项没有报" if row["unknown"] else "")
    shown = look.light_html(cooperation.light_of(row), said)
    measure = cooperation.block_measures(evaluation).get(cut.title)
    if is_show or not measure:
        return shown
    return link_html(shown, "shortfalls", viewed=evaluation.framework.id, at=code, measure=measure)
