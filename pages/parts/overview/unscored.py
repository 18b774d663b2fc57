"""Beside the total: which points it leaves out, because of what, and the way to them; which it takes from a place's own report."""

from collections.abc import Callable

from markupsafe import Markup

from core import words
from core.templates import join
from indicators.evaluation import Evaluation, say_by_report, unscored
from pages.parts.common import look
from pages.parts.common.linked import draw_linked

NAMED = 3
"""So many places are named whose points are not all scored."""
Link = Callable[[str, str, str], Markup]
"""(what is shown, page, place code) → a link."""


def draw_unscored(evaluation: Evaluation, ours: str, link: Link | None) -> None:
    """Nothing where every declared point is scored, everything is known and counted from its register wherever it could be; without
    `link` nothing is clickable."""
    if not evaluation.framework.is_scored:
        return
    said = _say_one(evaluation, ours, link) if ours else _say_places(evaluation, link)
    parts = [part for part in (said, say_by_report(evaluation, ours)) if part]
    if parts:
        draw_linked(look.under_html(join(parts, "　")), "unscored")


def _say_one(evaluation: Evaluation, ours: str, link: Link | None) -> Markup | str:
    said = unscored.say_unscored(evaluation, ours)
    return join((said, _way(evaluation, "看是哪些", ours, link)), "　") if said and link else said


def _say_places(evaluation: Evaluation, link: Link | None) -> Markup | str:
    places = unscored.unscored_places(evaluation)
    if not places:
        return ""
    named = [join((_way(evaluation, name, code, link), said), " ") for code, name, said in places[:NAMED]]
    rest = f"等 {len(places)} 个" if len(places) > NAMED else ""
    full = words.say_number(evaluation.framework.points)
    return join((f"{full} 分中没有计分的：", join(named, "、"), rest))


def _way(evaluation: Evaluation, shown: str, code: str, link: Link | None) -> Markup | str:
    """To what has to be filled in or imported; where nothing has to, to the marks of the place."""
    page = "shortfalls" if unscored.can_be_scored(evaluation, code) else "ranking"
    return shown if link is None else link(shown, page, code)
