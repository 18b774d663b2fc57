"""From the score to full marks: the steps as a picture, the measures that cost most as cards below."""

from collections.abc import Callable

from markupsafe import Markup

from charts.waterfall import Piece, draw_waterfall
from core import words
from core.templates import join, render
from indicators.evaluation import Evaluation, advice, waterfall
from pages.parts.common import look
from pages.parts.common.linked import draw_linked
from pages.parts.overview import data

Link = Callable[[str, str], Markup]
"""(what is shown, `by` of 排名) → a link."""
NAMED = 2
"""So many measures of an indicator are named."""


def draw_way(evaluation: Evaluation, ours: str, link: Link) -> None:
    """The picture with what can be won back; nothing where nobody has a score or nothing was lost."""
    found = data.make_waterfall(evaluation, ours)
    if found is None or not (found.steps or found.held):
        return
    score, full = words.say_value(found.score, "points"), words.say_value(found.points, "points")
    look.draw_heading(f"从 {score} 到 {full}", waterfall.say_waterfall(found, bool(ours)))
    low = max(0.0, 10 * (found.score // 10) - 10)
    pieces = [
        Piece("不含加分" if found.bonus else "现在", 0, [("got", found.score)], words.say_value(found.score, "ratio"))
    ]
    pieces += [_piece(step, ours, link) for step in found.steps]
    if found.held > advice.LEAST_MARKS:
        held = f"−{words.say_value(found.held, 'ratio')}"
        pieces.append(
            Piece("没有计分", found.points - found.held, [("gone", found.held)], held, "说不清、没有报齐，补齐前不得分")
        )
    pieces += [Piece("满分", 0, [("full", found.points)], words.say_value(found.points, "ratio"))]
    if found.bonus or found.bonus_open:
        pieces.append(_bonus(found))
    high = max(found.points, found.points + found.bonus + found.bonus_open)
    picture = draw_waterfall(pieces, low, high, f"从 {score} 到 {full} 的失分")
    notes = [] if not low else [f"条形从 {words.say_number(low)} 分画起"]
    draw_linked(picture + render(__file__, "legend", notes="；".join([*notes, "点名称看排名和失分"])), "waterfall")


def _piece(step: waterfall.Step, ours: str, link: Link) -> Piece:
    named = [_name(title, marks, name, ours, link) for name, title, marks in step.measures[:NAMED]]
    rest = f"等 {len(step.measures)} 项" if len(step.measures) > NAMED else ""
    lost = f"−{words.say_value(step.lost, 'ratio')}"
    parts = [("winnable", step.winnable), ("gone", step.gone)]
    more = join((join(named, "、"), rest))
    return Piece(link(step.short, f"indicator:{step.indicator}"), step.start, parts, lost, more)


def _name(title: str, marks: float, name: str, ours: str, link: Link) -> Markup:
    said = f"{title} −{words.say_value(marks, 'ratio')}" if ours else title
    return link(said, f"measure:{name}")


def _bonus(found: waterfall.Waterfall) -> Piece:
    got, left = (words.say_value(marks, "ratio") for marks in (found.bonus, found.bonus_open))
    more = "，".join([*([f"已加 {got}"] if found.bonus else []), *([f"还可争取 {left}"] if found.bonus_open else [])])
    parts = [("bonus", found.bonus), ("open", found.bonus_open)]
    return Piece("加分", found.points, parts, f"+{got}" if found.bonus else words.MISSING_WORDS, more)
