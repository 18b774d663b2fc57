"""What 地图 shows beside the values of the evaluation: findings and open problems by place, as their own pages count them."""

from datetime import date

import pandas as pd

from core.places import level_of
from indicators.checks import COUNT, add_counts, count_by_month, judged_of, rank_places
from indicators.declared import CHECKS, PeriodBounds, read_framework
from indicators.evaluation import FINDINGS, Choice, Evaluation, layer_table
from ledger.looking import ProblemFilter, open_by_month
from pages.parts.common import cache, checked, office

COUNTY, TOWNSHIP, PREFECTURE = "county", "township", "prefecture"


def read_layer(choice: Choice, evaluation: Evaluation) -> pd.DataFrame:
    """A layer by the counties of the evaluation, in its period; a county nobody checked or judged has no value."""
    names = dict(zip(evaluation.places["place_code"], evaluation.places["place_name"], strict=True))
    if choice.key == FINDINGS:
        found = count_by_month(cache.store(), read_framework(CHECKS), evaluation.area, [evaluation.period])
        counts = dict(zip(found["place_code"], found["findings"], strict=True))
    else:
        counts = _count_problems(evaluation, names)
    return layer_table(counts, names, choice)


def _count_problems(evaluation: Evaluation, names: dict[str, str]) -> dict[str, float]:
    """Those open at the period's end, today at the latest; none where the ledger knows none of the place."""
    today: date = office.working_day()
    end = min(PeriodBounds.of(evaluation.period).period_end, today)
    found = open_by_month(office.ledger().engine, ProblemFilter(place=evaluation.area), [end], today)
    return dict.fromkeys(names, 0.0) | dict(zip(found["place_code"], found["problems"].astype(float), strict=True))


def read_townships(choice: Choice, county: str, period: str, codes: list[str]) -> pd.DataFrame:
    """Findings of the county's townships that have an outline (`codes`), of the newest run for the period."""
    names = {code: place.name for code in codes if (place := cache.places().find(code))}
    run = checked.find_run(period)
    if run is None or level_of(county) != COUNTY:
        return layer_table({}, names, choice)
    rows = rank_places(add_counts(checked.count_findings(run, county, TOWNSHIP), "", checked.checks().measures))
    known = rows[[bool(row[COUNT] or judged_of(row)) for row in rows.to_dict("records")]]
    return layer_table(dict(zip(known["place_code"], known[COUNT], strict=True)), names, choice)
