"""The moment a show is of: period, place, day, versions of the tables, and the evaluation all its slides stand on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd
from sqlalchemy.engine import Engine

from core import words
from core.errors import UserError
from core.places import Place, PlaceIndex, is_area, is_inside
from core.settings import today
from indicators.declared import CHECKS, Framework, read_framework
from indicators.evaluation import Evaluation, area_of, evaluate, leagues, periods, say_area
from indicators.figures import ROUNDS, Round, countdown, find_round, read_milestones
from ledger.book import open_ledger
from store import Store, read_places

_YEAR = len("2021")


@dataclass(frozen=True)
class Snapshot:
    """What every slide is made from. `scope` is the place picked ('' is everywhere), `ours` its code where it is evaluated."""

    store: Store
    evaluation: Evaluation
    scope: str
    places: PlaceIndex
    engine: Engine
    working_day: date

    @property
    def framework(self) -> Framework:
        """The book the picture is by."""
        return self.evaluation.framework

    @property
    def day(self) -> date:
        """The day of view."""
        return self.evaluation.day

    @cached_property
    def ours(self) -> str:
        """The place that stands in the accent; '' for an area."""
        return leagues.find_place(self.evaluation, self.scope)

    @property
    def place(self) -> Place | None:
        """The place picked."""
        return self.places.find(self.scope)

    @cached_property
    def area_word(self) -> str:
        """How the area is called: `全州`."""
        return say_area(self.places.find(self.evaluation.area))

    @cached_property
    def table(self) -> pd.DataFrame:
        """The league table of what is ranked first."""
        return leagues.league_table(self.evaluation, leagues.first_choice(self.evaluation), self.evaluation.before)

    @cached_property
    def rounds(self) -> Sequence[Round]:
        """The rounds of the evaluation, seen from the working day."""
        milestones = read_milestones(self.store)
        return [find_round(milestones, kind, self.scope, self.working_day) for kind in ROUNDS]

    @property
    def next_round(self) -> Round:
        """The round that comes next."""
        return countdown.next_round(list(self.rounds))

    @property
    def month(self) -> str:
        """The month whose tables are counted: the period, of a year its last month with data; '' without one."""
        if len(self.evaluation.period) != _YEAR:
            return self.evaluation.period
        year = self.evaluation.period
        known = {one for name in (self.framework.id, CHECKS) for one in periods(self.store, read_framework(name))}
        return max((one for one in known if one.startswith(f"{year}-")), default="")

    @cached_property
    def counties(self) -> Sequence[str]:
        """The counties inside the place picked that are evaluated, best first."""
        ranked = self.table.sort_values(["rank", "place_code"], na_position="last", kind="stable")["place_code"]
        return [str(code) for code in ranked if not self.scope or is_inside(str(code), self.scope)]

    def name(self, code: str) -> str:
        """A place's name, its code where no table names it."""
        place = self.places.find(code)
        return place.name if place else code

    def area_name(self) -> str:
        """How a sentence calls the place picked: `全州`, `凤凰县`."""
        place = self.place
        return say_area(place) if place is None or is_area(place.code) else place.name

    def of(self, scope: str) -> "Snapshot":
        """The same moment of another place. Raises UserError where no table knows it."""
        if scope == self.scope:
            return self
        if self.places.find(scope) is None:
            raise UserError("这一屏的地方没有了", came=scope, todo="请在“投影”里删去或换一屏")
        area = area_of(scope, self.places)
        same = area == self.evaluation.area
        looked = (
            self.evaluation if same else evaluate(self.store, self.framework, self.evaluation.period, area, self.day)
        )
        return replace(self, evaluation=looked, scope=scope)

    def say(self) -> str:
        """What stands in the corner of each slide: `2021年11月，截至2021年11月20日 · 办法（版本 2021.1） · 数据版本 4c1e`."""
        key = self.store.version_key(self.evaluation.data_versions)
        framework = self.framework
        return f"{words.say_as_of(self.evaluation.period, self.day)} · {framework.title}（版本 {framework.version}） · 数据 {key[:6]}"


def take_snapshot(
    store: Store, framework: Framework, period: str, scope: str = "", day: date | None = None
) -> Snapshot:
    """The snapshot of a period. Raises UserError when it has no data."""
    places = read_places(store)
    evaluation = evaluate(store, framework, period, area_of(scope, places), day)
    return Snapshot(store, evaluation, scope, places, open_ledger(store.folder).engine, today(store.folder))
