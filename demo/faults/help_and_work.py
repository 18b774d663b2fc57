"""Faults against the national rules that hold a household's help and reasons against its members' work, and their phones."""

from collections.abc import Sequence

from demo.faults.help import give_reason, is_without_labour
from demo.faults.lines import HomeChange, everywhere, plant_homes
from demo.faults.picks import member_of
from demo.faults.planting import Found, plant
from demo.households.help import has_labour
from demo.households.home import Home, household_key
from demo.households.work import home_county

TRAVEL_AID = "外出务工补贴"


def _is_active_at_work(home: Home) -> bool:
    """At risk, and somebody is at work."""
    return home.is_active and bool(home.workers)


def _has_travel_aid(home: Home) -> bool:
    return _is_active_at_work(home) and TRAVEL_AID in (home.head["job_help"] or "")


def _is_active_at_home(home: Home) -> bool:
    """At risk, with labour, and nobody in the work table."""
    return home.is_active and has_labour(home) and not home.table("migrant_work")


def _works_in_several_counties(home: Home) -> bool:
    return len({row["work_county"] for row in home.workers}) > 1


def _pay_no_fare(home: Home) -> None:
    for row in home.table("migrant_work"):
        row["transport_subsidy_cny"] = 0


def _bring_home(subsidy: int | None, job_help: str) -> HomeChange:
    """Everybody works in the home's own county, and gets so much towards the fare."""

    def change(home: Home) -> None:
        for row in home.table("migrant_work"):
            row |= {"work_county": home_county(home), "transport_subsidy_cny": subsidy}
        for row in home.workers:
            member_of(home, row)["work_place"] = home_county(home)
        home.set_all(job_help=job_help)

    return change


def _share_phone(home: Home) -> None:
    """Two who work in different counties."""
    first = home.workers[0]
    other = next(row for row in home.workers if row["work_county"] != first["work_county"])
    member_of(home, other)["member_phone"] = member_of(home, first)["member_phone"]


plant_homes(
    ("n_1111_3", 4, _is_active_at_home, everywhere(job_help="就业信息服务")),
    ("n_1111_10", 3, _has_travel_aid, _pay_no_fare),
    ("n_5_15_013", 3, is_without_labour, give_reason("因务工就业不稳"), "n_5_15_014"),  # nobody can be at work
    ("n_5_15_014", 3, _is_active_at_home, give_reason("因务工就业不稳")),
    ("n_5_15_021", 4, _works_in_several_counties, _share_phone),
    ("n_5_17_011", 3, _is_active_at_work, _bring_home(None, "劳务输出,技能培训")),
    ("n_5_17_012", 3, _is_active_at_work, _bring_home(300, TRAVEL_AID), "n_5_17_011"),  # a rule about either measure
)


@plant("n_5_15_022", 3, subject="group", size=2, wants=lambda home: bool(home.workers))
def _(homes: Sequence[Home]) -> Found:
    one, other = homes
    member_of(other, other.workers[0])["member_phone"] = member_of(one, one.workers[0])["member_phone"]
    return [("n_5_15_022", household_key(home)) for home in homes]
