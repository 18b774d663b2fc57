"""How planters of faults about one person find whom to change, and say what is found."""

from __future__ import annotations

from collections.abc import Callable

from demo.faults.planting import Found, plant
from demo.households.home import EDGE, LIFTED, LIFTED_MONITORED, SUDDEN, Home, Row, person_key
from demo.households.people import HEALTHY, LABOUR, ORDINARY, age_of

ORDINARY_KINDS = (EDGE, SUDDEN)
MONITORED_KINDS = (LIFTED_MONITORED, EDGE, SUDDEN)
LIFTED_KINDS = (LIFTED, LIFTED_MONITORED)
Pick = Callable[[Home], Row | None]
Change = Callable[[Home, Row], Found]


def plant_person(check: str, *, homes: int, kinds: tuple[str, ...], choose: Pick) -> Callable[[Change], Change]:
    """Register a planter that changes the member `choose` finds in homes of the kinds."""

    def keep(change: Change) -> Change:
        def run(home: Home) -> Found:
            member = choose(home)
            if member is None:
                raise ValueError(f"{check}: {home.code} has nobody to change")
            return change(home, member)

        plant(check, homes=homes, wants=lambda home: home.kind in kinds and choose(home) is not None)(run)
        return change

    return keep


def first(home: Home, test: Callable[[Row], bool]) -> Row | None:
    """The first member the test holds for."""
    return next((member for member in home.members if test(member)), None)


def found(home: Home, member: Row, *, monitored: str = "", lifted: str = "") -> Found:
    """What is found about the member by a pair of checks, one for monitored homes, one for 脱贫户."""
    checks = (monitored if home.is_monitored else "", lifted if home.kind in LIFTED_KINDS else "")
    return [(check, person_key(home, member)) for check in checks if check]


def everybody(home: Home, *checks: str) -> Found:
    """That each of the checks finds every member."""
    return [(check, person_key(home, member)) for check in checks for member in home.members]


def pupil(state: str, least: int, most: int) -> Pick:
    """Finds a healthy member at a stage of school of such an age."""

    def is_it(member: Row) -> bool:
        return member["student_state"] == state and member["health"] == HEALTHY and least <= age_of(member) <= most

    return lambda home: first(home, is_it)


def idle(home: Home) -> Row | None:
    """A healthy adult who neither works nor plans to, in a home where somebody else can work."""
    busy = {row["id_number"] for name in ("migrant_work", "public_posts", "microcredit") for row in home.table(name)}
    busy |= {row["id_number"] for row in home.table("work_plans") if row["plans_to_work"]}

    def is_it(member: Row) -> bool:
        is_able = member["labour_skill"] == ORDINARY and member["health"] == HEALTHY and 18 <= age_of(member) < 60
        others = any(one["labour_skill"] in LABOUR for one in home.members if one is not member)
        return is_able and others and member["id_number"] not in busy

    return first(home, is_it)
