"""The change of the score since the last period, and its course over the periods kept, on the tile of the score."""

from markupsafe import Markup

from charts.sparks import draw_spark
from core.templates import join, render
from core.words import say_change, say_period
from indicators.evaluation import Evaluation
from indicators.evaluation.summary import Tile
from indicators.figures import past
from indicators.figures.past import COURSES, SCORE
from pages.parts.common import months
from pages.parts.common.linked import link_html

LEAST = 3
"""With fewer periods there is no course to see."""


def with_course(tile: Tile, evaluation: Evaluation, ours: str) -> Tile:
    """The tile of the score with both, as far as they are known; frameworks without a score keep theirs."""
    if not evaluation.framework.is_scored:
        return tile
    label, figure, said = tile
    change = _say_change(evaluation, ours)
    return (
        label,
        figure,
        render(__file__, "words", said=join(filter(None, (change, said)), " · "), spark=_way(evaluation, ours)),
    )


def _say_change(evaluation: Evaluation, ours: str) -> str:
    """`较上期 ▲15.19 分（同口径）`: over the measures scored both times; over an area the mean of the places that were."""
    if not evaluation.last_period:
        return ""
    places = evaluation.places
    rows = places[places["place_code"] == ours] if ours else places
    both = rows[rows["score_alike"].notna() & rows["last_score_alike"].notna()]
    if both.empty:
        return ""
    return f"较上期 {say_change(both['score_alike'].mean(), both['last_score_alike'].mean(), 'points')}（同口径）"


def _way(evaluation: Evaluation, ours: str) -> Markup:
    """The way to the course, with the periods kept drawn beside it, the newest last; over an area the mean of the places ranked. Nothing is
    evaluated for it."""
    found = months.read_months(evaluation.framework.id, ours or evaluation.area, evaluation.period)
    frame = found.frame[found.frame["place_code"] == ours] if ours else found.frame
    means = past.mean_course(frame, COURSES[SCORE])
    known = dict(zip(means["period"], means["value"], strict=True))
    if len(known) < LEAST:
        return link_html("看走势", "series", style="name", of=SCORE)
    first = min(known)
    label = f"{len(known)} 期得分走势，{say_period(first)}起"
    spark = draw_spark([known.get(period) for period in found.periods], label)
    shown = join((spark, Markup("<span class='spark-words'>{}</span>").format(f"{len(known)} 期走势")))
    return link_html(shown, "series", title=f"{label}，点开看各期", of=SCORE)
