"""通报: a period's standing as an official document, of the same snapshot as the slides; an annex a county, every figure's source."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from core import words
from indicators.evaluation import leagues
from indicators.figures import Round
from reports.paper import UNSIGNED, Break, Grid, Heading, Paper, Part, Signed, Text
from shows.papers.losses import annex_of, costly_part, tell_losses
from shows.papers.money import TABLES, Found, money_grid, read_money, tell_money
from shows.papers.problems import tell_problems
from shows.papers.standing import MANY, rank_grid, tell_standing
from shows.papers.told import SOURCES_TITLE, Telling, tighten
from shows.snapshot import Snapshot

TITLE_LETTERS: Final = 20
"""So many letters of 2号 stand in a line."""
STANDING, MONEY, LOSSES, PROBLEMS, ASKED = "总体情况", "资金支出进度", "失分较多的指标", "问题整改情况", "有关要求"


def write_notice(snapshot: Snapshot, signed: Signed = UNSIGNED) -> Paper:
    """The document of an area: standing, money, what costs most, problems, what is asked by when; an annex a county, and the sources."""
    telling, found = Telling(snapshot), read_money(snapshot)
    parts: list[Part] = [Text(_opening(snapshot))]
    for heading, tell in (
        (STANDING, tell_standing),
        (MONEY, partial(tell_money, found=found)),
        (LOSSES, tell_losses),
        (PROBLEMS, tell_problems),
    ):
        telling.under(heading)
        parts += [Heading(heading), *tell(snapshot, telling)]
    parts += [Heading(ASKED), *_asked(snapshot.next_round)]
    tables = _table_annexes(snapshot, telling, found)
    rows, costly = _rows(snapshot), costly_part(snapshot.evaluation)
    counties = [
        part for number, row in enumerate(rows, len(tables) + 1) for part in annex_of(snapshot, costly, row, number)
    ]
    telling.under("各县附件")
    telling.note("位次、得分，各项指标的现值、失分和补到满分需要的数量", telling.book())
    last = len(tables) + len(rows) + 1
    sources = telling.annex(f"附件{last}", used_measures(snapshot))
    return Paper(
        title_of(
            f"关于{words.say_period(snapshot.evaluation.period)}{snapshot.area_word}",
            f"{plain_title(snapshot)}指标情况的通报",
        ),
        tighten((*parts, *(part for annex in tables for part in annex), *counties, *sources)),
        signed,
        words.say_date(snapshot.day),
        _annex_lines([annex[0].title for annex in tables if isinstance(annex[0], Break)], rows, last),
        is_demo=snapshot.store.is_demo(),
        keywords=(snapshot.framework.title, snapshot.area_word),
    )


def plain_title(snapshot: Snapshot) -> str:
    """The book's title without the year behind it, which the sentence says itself."""
    return re.sub(r"[(（]\d{4}年[)）]$", "", snapshot.framework.title)


def title_of(begin: str, rest: str) -> str:
    """A title of lines as long as the page is wide, cut between its parts."""
    said = f"{begin}{rest}"
    if len(said) <= TITLE_LETTERS:
        return said
    head, cut, tail = rest.partition("成果")
    if cut and len(f"{begin}{head}{cut}") <= TITLE_LETTERS + 4 and len(tail) <= TITLE_LETTERS:
        return f"{begin}{head}{cut}\n{tail}"
    return f"{begin}\n{rest}"


def _opening(snapshot: Snapshot) -> str:
    day = words.say_date(snapshot.day)
    return (
        f"现将截至{day}{snapshot.area_word}{plain_title(snapshot)}各项指标情况通报如下。"
        "本文得分为参考得分，不作为评定等次的唯一依据。"
    )


def _rows(snapshot: Snapshot) -> Sequence[Mapping[Any, Any]]:
    rows = snapshot.table if not snapshot.ours else snapshot.table[snapshot.table["place_code"] == snapshot.ours]
    return list(rows.to_dict("records"))


def _table_annexes(snapshot: Snapshot, telling: Telling, money: Found) -> list[list[Part]]:
    """The tables that are too long for the body."""
    if len(snapshot.table) <= MANY:
        return []
    choice = leagues.first_choice(snapshot.evaluation)
    telling.under("附件1")
    found: list[list[Part]] = [
        [Break("附件1", f"各县{choice.title}和位次"), telling.grid(_untitled(rank_grid(snapshot)), telling.book())]
    ]
    if not isinstance(money, str) and len(money[1].counties) > MANY:
        telling.under("附件2")
        grid = telling.grid(_untitled(money_grid(money[1])), telling.tables(TABLES))
        found.append([Break("附件2", "各县衔接资金支出进度"), grid])
    return found


def _untitled(grid: Grid) -> Grid:
    return replace(grid, title="")


def _annex_lines(tables: Sequence[str], rows: Sequence[Mapping[Any, Any]], last: int) -> tuple[str, ...]:
    """What is enclosed: each annex, those of many counties together."""
    first = len(tables) + 1
    named = [f"{number}.{title}" for number, title in enumerate(tables, 1)]
    if len(rows) > MANY:
        named.append(f"{first}—{last - 1}.各县失分情况（{len(rows)}个县，每县一个附件）")
    else:
        named += [f"{number}.{row['place_name']}失分情况" for number, row in enumerate(rows, first)]
    return (*named, f"{last}.{SOURCES_TITLE}")


def _asked(coming: Round) -> list[Part]:
    """What the counties are asked to do, and by when."""
    before = (
        f"在{coming.kind}（{words.say_date(coming.starts_on)}开始）前"
        if coming.state == "ahead" and coming.starts_on
        else "限期"
    )
    return [
        Text(f"一是逐项补短板。各县要对照附件逐项核对，还能补回的失分项要明确责任单位和完成时限，{before}补齐。"),
        Text("二是加快支出进度。低于序时进度的县要逐个项目查明原因，做到项目完工、资金拨付到位。"),
        Text("三是限期整改问题。超时限未销号的问题由责任单位说明原因，整改到位并经复核后销号，做到举一反三。"),
        Text("四是确保数据真实。发现附件数据与实际不符的，要查明来源表，按原渠道更正，不得另行报数。"),
    ]


def used_measures(snapshot: Snapshot) -> Mapping[str, Any]:
    """The measures that a figure of the document stands on: those with marks that any place has a value of."""
    rows = snapshot.evaluation.measures
    used = set(rows.loc[rows["declared"].notna() & rows["value"].notna(), "measure"])
    return {name: one for name, one in snapshot.framework.measures.items() if name in used}
