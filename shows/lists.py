"""The lists that the command writes as Excel; the pages hand out the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from core import words
from indicators.evaluation import leagues, say_basis
from indicators.figures import read_years
from indicators.listed import list_lights, list_losses, list_spending, list_years, make_ranking
from indicators.spending import SpendingRequest, against_schedule, query
from reports.workbook import Sheet, write_workbook
from shows.snapshot import Snapshot

_MOST_PROJECTS: Final = 100_000


def _ranking(snapshot: Snapshot) -> bytes:
    evaluation = snapshot.evaluation
    return make_ranking(
        evaluation, snapshot.places, leagues.first_choice(evaluation), evaluation.before, snapshot.store.is_demo()
    )


def _lights(snapshot: Snapshot) -> bytes:
    sheets = [list_lights(snapshot.evaluation, snapshot.area_word)]
    if snapshot.ours:
        sheets.append(list_losses(snapshot.evaluation, snapshot.ours, _name(snapshot, snapshot.ours)))
    return _written(snapshot, sheets)


def _spending(snapshot: Snapshot) -> bytes:
    """By the schedule that scores are made by; the months' where it needs a node table that is not there."""
    store, own = snapshot.store, SpendingRequest(snapshot.day, snapshot.scope)
    money = query.read_spending(store, own)
    methods = against_schedule.methods_for(money)
    wanted = snapshot.framework.schedule_method
    method = wanted if wanted in methods else against_schedule.DEFAULT_METHOD
    held = against_schedule.compare_with_schedule(money, method)
    area = query.read_spending(store, replace(own, scope=snapshot.evaluation.area))
    around = against_schedule.compare_with_schedule(area, method)
    projects, _, _ = query.read_behind(store, own, held.line.share, _MOST_PROJECTS)
    lines = [f"截至{words.say_date(snapshot.day)}　支出率 = 已支出 ÷ 调整后预算"]
    name = _name(snapshot, snapshot.scope)
    sheets = list_spending(
        around, held, projects, lambda code: _name(snapshot, code), snapshot.area_word, name, lines, lines
    )
    return _written(snapshot, sheets)


def _years(snapshot: Snapshot) -> bytes:
    name = _name(snapshot, snapshot.scope)
    return _written(snapshot, list_years(read_years(snapshot.store, snapshot.evaluation.area), name))


def _written(snapshot: Snapshot, sheets: Sequence[Sheet]) -> bytes:
    notes = [("数据", say_basis(snapshot.evaluation)), ("来源", snapshot.framework.source)]
    return write_workbook(
        sheets, [*notes, ("制表日期", words.say_date(snapshot.working_day))], is_demo=snapshot.store.is_demo()
    )


def _name(snapshot: Snapshot, code: str) -> str:
    place = snapshot.places.find(code)
    return place.name if place else snapshot.area_word


LISTS: Final[Mapping[str, Callable[[Snapshot], bytes]]] = {
    "ranking": _ranking, "lights": _lights, "spending": _spending, "standing": _years,
}  # fmt: skip
"""What may be asked for → its maker: the workbook's bytes."""
