"""总览: where we stand, how many days are left, which lights are on, what costs most marks, what changed."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core import words
from core.errors import UserError
from core.settings import today
from core.templates import join, render
from indicators.evaluation import MISSING_RULE_WORDS, Evaluation, advice, leagues, prefectures, say_both_full, summary
from indicators.evaluation import answers as standing
from indicators.figures import countdown
from indicators.listed import list_lights, list_losses, make_ranking
from indicators.scoring import OTHER_FIELD_WORDS
from ledger.looking import OVERDUE
from pages.parts.activities import data as activity_data
from pages.parts.common import cache, checked, look, office, recheck
from pages.parts.common.address import say_area_of
from pages.parts.common.excel import draw_excel, draw_file, file_name
from pages.parts.common.linked import address, draw_linked, link_html
from pages.parts.common.papers import draw_word
from pages.parts.common.state import Picked
from pages.parts.overview import data, hero, lights, losses
from pages.parts.overview import prefectures as prefecture_html
from pages.parts.overview.course import with_course
from pages.parts.overview.unscored import draw_unscored
from pages.parts.ranking import leagues as league_html
from reports.paper import Paper, Signed
from reports.workbook import Sheet

SHOW_ROWS_BELOW_TILES = 8
"""In the projection the tiles make room for the table when it has more rows."""


SHOW_LIGHTS = 10
"""Rows of the light table in the projection, where the answer may take two lines."""
ROUNDS_SHOWN = 2
"""Tiles of what comes next, however many milestones an area of work has."""


def draw(picked: Picked) -> None:
    """The page for the picks."""
    look.use_styles("overview")
    evaluation = cache.evaluation(picked.framework_id, picked.period, picked.scope)
    if evaluation.is_empty:
        league_html.draw_nothing_here(picked)
        return
    ours = leagues.find_place(evaluation, picked.scope)
    area = standing.say_area(cache.places().find(evaluation.area))
    choice = leagues.first_choice(evaluation)
    table = leagues.league_table(evaluation, choice, league_html.last_evaluation(evaluation, choice))
    day = today(cache.folder())
    rounds = countdown.list_rounds(cache.milestones(), evaluation.framework.area, picked.scope, day)
    answer = _answer(evaluation, table, choice, ours, area, is_short=picked.is_show and not ours)
    look.draw_answer(answer, "" if picked.is_show else standing.say_basis(evaluation))
    has_lights = _has_lights(evaluation)
    if has_lights and not picked.is_show:
        _draw_scored(evaluation, table, choice, ours, area, rounds, picked)
        _draw_excel(evaluation, ours, picked)
        _draw_word(evaluation, ours, picked)
        return
    tiles = _tiles(evaluation, table, choice, ours, area, rounds if has_lights else [])
    if not picked.is_show:
        draw_linked(look.tiles_html(tiles), "tiles")
    elif len(table) <= SHOW_ROWS_BELOW_TILES:
        st.html(look.tiles_html([(label, figure, "") for label, figure, _ in tiles[:4]]))
    draw_unscored(evaluation, ours, None if picked.is_show else _link_place)
    if has_lights:
        _draw_lights_shown(evaluation, ours)
    else:
        _draw_league(evaluation, table, choice, ours, picked)
    if not picked.is_show:
        _draw_changes(evaluation, ours, picked)
        _draw_excel(evaluation, ours, picked)


def _draw_scored(
    evaluation: Evaluation, table: pd.DataFrame, choice: leagues.Choice, ours: str, area: str, rounds: list[countdown.Round], picked: Picked
) -> None:  # fmt: skip
    """What a secretary sees: line of places, days, what is late; the way to full marks; map and lights. What is asked of the ledger and the
    checks comes last and is put in its place."""
    tiles = _tiles(evaluation, table, choice, ours, area, [])
    kept = [tile for tile in tiles[1:] if tile[0] != "已有数据" or _lacks_data(evaluation, ours)]
    hero.draw_hero(evaluation, table, choice, ours, area, kept, _link_total)
    left, right = st.columns(2, gap="large")
    with left:
        hero.draw_days(rounds[:ROUNDS_SHOWN], today(cache.folder()))
    ways = right.empty()
    losses.draw_way(evaluation, ours, partial(_link_by, code=ours))
    _draw_losses(evaluation, ours, rounds)
    if said := say_both_full(evaluation, ours):
        draw_linked(look.under_html(join((said, link_html("看资金进度", "spending", style="name")), "　")), "both_full")
    draw_unscored(evaluation, ours, _link_place)
    rolled = prefectures.list_prefectures(evaluation)
    if not ours and len(rolled) > 1:
        _draw_prefectures(rolled, evaluation)
    _draw_lights(evaluation, table, ours, is_mapped=bool(ours) or len(rolled) < 2)
    _draw_changes(evaluation, ours, picked)
    with ways.container():
        hero.draw_ways(_ways(picked))


def _draw_word(evaluation: Evaluation, ours: str, picked: Picked) -> None:
    """The 专题汇报 of a county, the 通报 of an area."""
    known = (cache.store(), evaluation, picked.scope, cache.places(), office.ledger().engine, office.working_day())
    what = "专题汇报" if ours else "通报"

    def make(signed: Signed) -> Paper:
        from shows import (
            Snapshot,
            write_notice,
            write_report,
        )  # what makes documents and slides is read on the click, not at the start

        return (write_report if ours else write_notice)(Snapshot(*known), signed)

    draw_word(f"{what}（Word）", f"{what}_{say_area_of(picked.scope)}_{picked.period}", make, key="overview_word")


def _draw_excel(evaluation: Evaluation, ours: str, picked: Picked) -> None:
    """Lights and, of a place, what it lost; without lights the ranking."""
    name, area = say_area_of(picked.scope), say_area_of(evaluation.area)
    places, is_demo, choice = cache.places(), cache.is_demo(), leagues.first_choice(evaluation)
    if not _has_lights(evaluation):
        before = league_html.last_evaluation(evaluation, choice)
        draw_file(
            lambda: make_ranking(evaluation, places, choice, before, is_demo),
            file_name("总览", area, picked.period),
            key="overview_excel",
        )
        return

    def make() -> list[Sheet]:
        return [list_lights(evaluation, area), *([list_losses(evaluation, ours, name)] if ours else [])]

    notes = [
        ("指标体系", evaluation.framework.title),
        ("来源", evaluation.framework.source),
        ("缺项规则", MISSING_RULE_WORDS),
    ]
    draw_excel("总览", name, picked.period, make, notes, key="overview_excel")


def _lacks_data(evaluation: Evaluation, ours: str) -> bool:
    places = evaluation.places
    shares = places.loc[places["place_code"] == ours, "reported_share"] if ours else places["reported_share"]
    return bool((shares < 1 - 1e-9).any())


def _has_lights(evaluation: Evaluation) -> bool:
    return evaluation.framework.is_scored and len(evaluation.framework.indicators) > 1


def _ways(picked: Picked) -> list[Markup]:
    """Problems past their day, findings and the six activities, a line each with the way there; one that cannot be asked says why."""
    return [
        _told("问题台账", "ledger", partial(_say_problems, picked)),
        _told("疑点核查", "checks", partial(_say_findings, picked)),
        _told("六个一", "activities", lambda: (activity_data.say_whole(picked), "", {})),
    ]


def _told(title: str, page: str, ask: Callable[[], tuple[str, str, dict[str, str]]]) -> Markup:
    """`ask` gives the words, their style and the parameters of the way."""
    try:
        said, style, parameters = ask()
    except UserError as error:
        said, style, parameters = error.message, "", {}
    return link_html(join((look.bold_html(title), look.soft_html(said, style)), "　"), page, **parameters)


def _say_problems(picked: Picked) -> tuple[str, str, dict[str, str]]:
    recheck.ensure_newest(picked.framework_id)
    sums = data.count_problems(picked.scope)
    if not sums.total:
        return "还没有登记的问题", "", {}
    if not sums.overdue:
        return f"没有超时限，未销号 {sums.unclosed:,} 个", "", {}
    return f"{sums.overdue:,} 个超时限，未销号 {sums.unclosed:,} 个", "late", {"due": OVERDUE}


def _say_findings(picked: Picked) -> tuple[str, str, dict[str, str]]:
    """Of the newest run; none is made here."""
    run = checked.find_run(picked.period)
    if run is None:
        return "未核查", "", {}
    said = data.say_findings(run, picked.scope) or "没有可以核查的数据"
    return said if run.is_current else f"{said}（表有更新，尚未重查）", "", {}


def _answer(
    evaluation: Evaluation, table: pd.DataFrame, choice: leagues.Choice, ours: str, area: str, *, is_short: bool
) -> str:
    """The sentence; short it leaves out what costs most, to stay on one line of the wall."""
    said = league_html.say_standing(evaluation, table, choice, ours, area)
    if is_short or not _has_lights(evaluation):
        return said
    loss = standing.say_top_loss(standing.top_losses(evaluation, ours, 1), bool(ours))
    return f"{said}；{loss}" if loss else said


def _link_place(shown: str, page: str, code: str) -> Markup:
    return link_html(shown, page, style="name", **league_html.place_parameters(code))


def _link_total(shown: str, code: str) -> Markup:
    return link_html(shown, "ranking", by=leagues.TOTAL, **league_html.place_parameters(code))


def _link_by(shown: str, by: str, code: str) -> Markup:
    return link_html(shown, "ranking", by=by, **(league_html.place_parameters(code) if code else {}))


def _tiles(
    evaluation: Evaluation,
    table: pd.DataFrame,
    choice: leagues.Choice,
    ours: str,
    area: str,
    rounds: list[countdown.Round],
) -> list[summary.Tile]:
    days = [(one.kind, one.figure(), one.say_dates()) for one in rounds[:ROUNDS_SHOWN]]
    if ours:
        grade = league_html.say_grade(ours, evaluation.period, evaluation.framework.area)
        own = summary.place_tiles(evaluation, table, choice, ours, grade)
    else:
        own = summary.area_tiles(evaluation, table, choice, area)
    return [own[0], with_course(own[1], evaluation, ours), *days, *own[2:]]


def _draw_prefectures(rolled: pd.DataFrame, evaluation: Evaluation) -> None:
    """The prefectures of a province beside their map."""
    from pages.parts.overview.sketch import sketch_html

    look.draw_heading(f"{len(rolled)}个市州", "按各县得分的平均数排，点名称看这个市州")
    link = partial(address, "overview")
    picture = sketch_html(rolled, evaluation.area, "", lambda code, _: link(place=code), "prefecture")
    whole = prefecture_html.prefectures_html(
        rolled, lambda shown, page, code: link_html(shown, page, style="name", place=code)
    )
    draw_linked(lights.beside_html(picture, whole), "prefectures")


def _draw_lights_shown(evaluation: Evaluation, ours: str) -> None:
    """The lights on a wall: as many places as have room, nothing to click."""
    cuts, table = evaluation.framework.indicators, standing.light_table(evaluation)
    counts = standing.count_lights(table, [cut.title for cut in cuts])
    title = f"{len(table)}个县 × {len(cuts)}项指标"
    look.draw_heading(f"{words.say_period(evaluation.period)}　{title}", summary.say_light_counts(counts))
    is_few = len(table) <= SHOW_LIGHTS
    shown = table if is_few else leagues.shorten(leagues.main_league(table, ours)[1], SHOW_LIGHTS, ours)
    draw_linked(lights.lights_html(shown, cuts, summary.light_hints(evaluation), ours, None), "lights")


def _draw_lights(evaluation: Evaluation, table: pd.DataFrame, ours: str, *, is_mapped: bool) -> None:
    """The lights, beside the map where it shows the same places."""
    from pages.parts.overview.sketch import sketch_html

    cuts, listed = evaluation.framework.indicators, standing.light_table(evaluation)
    counts = standing.count_lights(listed, [cut.title for cut in cuts])
    shown = lights.shown_rows(listed, ours)
    which = "" if len(shown) == len(listed) else f"，此处列{'本县和' if ours else ''}末 {lights.LAST_SHOWN} 位"
    look.draw_heading(f"{len(listed)}个县 × {len(cuts)}项指标{which}", summary.say_light_counts(counts))

    def link(shown: str, code: str, title: str) -> Markup:
        by, style = (f"indicator:{title}", "") if title else (leagues.TOTAL, "name")
        own = league_html.place_parameters(code)
        return link_html(shown, "ranking", style=style, by=by, **own)

    rule = f"{summary.say_light_rule(evaluation.framework)}。点县名或灯看失分。"
    html = lights.lights_html(shown, cuts, summary.light_hints(evaluation), ours, link)
    everyone = link_html("看全部排名", "ranking", style="name")
    whole = html + look.under_html(join((rule, everyone)))
    picture = Markup("")
    if is_mapped:
        picture = sketch_html(
            table, evaluation.area, ours,
            lambda code, _: address("ranking", by=leagues.TOTAL, **league_html.place_parameters(code)),
        )  # fmt: skip
    draw_linked(lights.beside_html(picture, whole), "lights")


def _draw_league(
    evaluation: Evaluation, table: pd.DataFrame, choice: leagues.Choice, ours: str, picked: Picked
) -> None:
    for league in leagues.league_order(table):
        rows = table[table["league"] == league]
        look.draw_heading(f"{choice.title}：{league}", f"共 {len(rows)} 个")
        shown = leagues.shorten(rows, look.SHOW_ROWS, ours)
        draw_linked(
            league_html.league_html(shown, choice, ours, evaluation, is_linked=not picked.is_show), f"league_{league}"
        )


def _draw_losses(evaluation: Evaluation, ours: str, rounds: list[countdown.Round]) -> None:
    found = standing.top_losses(evaluation, ours)
    if found.empty:
        return
    by_when = countdown.next_round(rounds).say_by_when()
    look.draw_heading(f"失分最多的{len(found)}项", summary.say_losses(evaluation, found, ours))
    cards = [_loss_card(row, evaluation, ours, by_when) for row in found.to_dict("records")]
    draw_linked(render(__file__, "losses", cards=cards), "losses")


def _loss_card(row: dict[Any, Any], evaluation: Evaluation, ours: str, by_when: str) -> dict[str, str]:
    """One card; until when stands only on marks that can still be won."""
    own = league_html.place_parameters(ours) if ours else {}
    return {
        "name": link_html(row["title"], "ranking", by="measure:" + row["measure"], **own),
        "figure": f"{'' if ours else '平均 '}−{words.say_value(row['lost'], 'points')}",
        "rescaled": row["rescaled"],
        "sampled": row["sampled"],
        "need": row["needed"] if ours else _say_who_lost(row),
        "by_when": by_when if row["advice"] in ("", advice.WINNABLE) else "",
        "department": row["department"] or "未指定",
        "link": link_html("看短板清单", "shortfalls", style="button", measure=row["measure"], **own),
    }


def _say_who_lost(row: dict[Any, Any]) -> str:
    """`8个县中5个失分，合计 −15.23 分`: the sum is the one the shortfall list shows."""
    total = words.say_value(row["lost_total"], "points")
    return f"{row['places']} 个县中 {row['places_short']} 个失分，合计 −{total}"


def _draw_changes(evaluation: Evaluation, ours: str, picked: Picked) -> None:
    if evaluation.before is None:
        look.draw_note("还没有上一期，下一期起显示变化。")
        return
    look.draw_heading("比上期变化", f"与{words.say_period(evaluation.last_period)}相比")
    if evaluation.framework.is_scored:
        draw_linked(
            look.line_html([link_html("看各期得分、位次、失分的走势", "series", style="name", of="score")]),
            "to_courses",
        )
    if not evaluation.framework.is_scored:
        look.draw_note("各县位次变化见上表“较上期”一列。")
        return
    moves = _moves_html(standing.rank_moves(evaluation, look.SHOW_ROWS), evaluation)
    draw_linked(moves + _falls_html(standing.falls(evaluation, evaluation.before, ours), evaluation, ours), "changes")


def _moves_html(moves: pd.DataFrame, evaluation: Evaluation) -> Markup:
    said = []
    for row in moves.to_dict("records"):
        own = league_html.place_parameters(row["place_code"])
        name = link_html(row["place_name"], "ranking", style="name", **own)
        said.append(join((name, league_html.change_html(row), look.soft_html(standing.say_rank_step(row))), " "))
    return render(__file__, "changes", title="位次变化", said=said, nothing=_say_no_move(evaluation.places))


def _say_no_move(places: pd.DataFrame) -> str:
    """Why no rank has moved: none did, the field is another one, or nobody was ranked last time."""
    if (places["change_state"] == "other_field").any():
        return f"与上期{OTHER_FIELD_WORDS}位次，可比的位次见排名"
    return "没有变化" if places["last_rank"].notna().any() else "上期没有可比的位次"


def _falls_html(fell: pd.DataFrame, evaluation: Evaluation, ours: str) -> Markup:
    """Marks on declared points; over an area the mean of the places scored both times, and how many they are."""
    noun = "个单位" if evaluation.framework.level == "unit" else "县"
    own = league_html.place_parameters(ours) if ours else {}
    said = []
    for row in fell.to_dict("records"):
        title = link_html(row["title"], "ranking", style="name", by=f"measure:{row['measure']}", **own)
        who = "" if ours else f"平均（{row['places']}{noun}）"
        lost = f"得分{who} −{words.say_value(-row['score_change'], 'points')}"
        change = Markup("<span class='down'>{}</span>").format(row["change"])
        said.append(join((title, change, look.soft_html(lost)), " "))
    is_compared = evaluation.places["last_score_alike"].notna().any()
    nothing = "没有下降的指标" if is_compared else "上期没有可比的得分"
    return render(__file__, "changes", title="得分下降最多", said=said, nothing=nothing)


look.draw_page(draw, "导入各县的表格后，这里显示位次、倒计时、灯和失分最多的三项。")
