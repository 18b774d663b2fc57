"""Faults against the national rules that hold a household's help and reasons against its members' work, and their phones."""

from __future__ import annotations

from collections.abc import Sequence

from demo.faults.help import add_risk
from demo.faults.planting import Found, plant, plant_group
from demo.households.help import has_labour
from demo.households.home import Home, Row, household_key
from demo.households.work import home_county

TRAVEL_AID = "外出务工补贴"


def is_active_at_work(home: Home) -> bool:
    """At risk, and somebody is at work."""
    return home.is_active and bool(home.workers)


def _is_active_at_home(home: Home) -> bool:
    """At risk, with labour, and nobody in the work table."""
    return home.is_active and has_labour(home) and not home.table("migrant_work")


def _worker(home: Home, row: Row) -> Row:
    """The member a row of migrant_work is about."""
    return next(member for member in home.members if member["id_number"] == row["id_number"])


def _bring_home(home: Home, subsidy: int | None) -> None:
    """Everybody works in the home's own county, and gets so much towards the fare."""
    for row in home.table("migrant_work"):
        row |= {"work_county": home_county(home), "transport_subsidy_cny": subsidy}
    for row in home.workers:
        _worker(home, row)["work_place"] = home_county(home)


@plant("n_1111_3", homes=4, wants=_is_active_at_home)
def _(home: Home) -> Found:
    home.set_all(job_help="就业信息服务")
    return [("n_1111_3", household_key(home))]


@plant("n_1111_10", homes=3, wants=lambda home: is_active_at_work(home) and TRAVEL_AID in (home.head["job_help"] or ""))
def _(home: Home) -> Found:
    for row in home.table("migrant_work"):
        row["transport_subsidy_cny"] = 0
    return [("n_1111_10", household_key(home))]


@plant("n_5_15_013", homes=3, wants=lambda home: home.is_active and not has_labour(home))
def _(home: Home) -> Found:
    """Nobody can work, so nobody is in the work table."""
    add_risk(home, "因务工就业不稳")
    return [(check, household_key(home)) for check in ("n_5_15_013", "n_5_15_014")]


@plant("n_5_15_014", homes=3, wants=_is_active_at_home)
def _(home: Home) -> Found:
    add_risk(home, "因务工就业不稳")
    return [("n_5_15_014", household_key(home))]


@plant("n_5_17_011", homes=3, wants=is_active_at_work)
def _(home: Home) -> Found:
    _bring_home(home, None)
    home.set_all(job_help="劳务输出,技能培训")
    return [("n_5_17_011", household_key(home))]


@plant("n_5_17_012", homes=3, wants=is_active_at_work)
def _(home: Home) -> Found:
    """The money was paid; a rule about either measure finds it too."""
    _bring_home(home, 300)
    home.set_all(job_help=TRAVEL_AID)
    return [(check, household_key(home)) for check in ("n_5_17_011", "n_5_17_012")]


@plant("n_5_15_021", homes=4, wants=lambda home: len({row["work_county"] for row in home.workers}) > 1)
def _(home: Home) -> Found:
    first = home.workers[0]
    other = next(row for row in home.workers if row["work_county"] != first["work_county"])
    _worker(home, other)["member_phone"] = _worker(home, first)["member_phone"]
    return [("n_5_15_021", household_key(home))]


@plant_group("n_5_15_022", groups=3, size=2, wants=lambda home: bool(home.workers))
def _(homes: Sequence[Home]) -> Found:
    one, other = homes
    _worker(other, other.workers[0])["member_phone"] = _worker(one, one.workers[0])["member_phone"]
    return [("n_5_15_022", household_key(home)) for home in homes]
