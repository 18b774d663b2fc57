"""How planters of faults about one person find whom to change, and in which homes."""

from collections.abc import Callable

from demo.households.home import EDGE, LIFTED, LIFTED_MONITORED, SUDDEN, Home, Row
from demo.households.people import HEALTHY, LABOUR, ORDINARY, age_of

Wants = Callable[[Home], bool]
Pick = Callable[[Home], Row | None]

# --- homes


def is_any(home: Home) -> bool:
    """Every home."""
    return True


def is_lifted(home: Home) -> bool:
    """A 脱贫户 that is not monitored."""
    return home.kind == LIFTED


def was_lifted(home: Home) -> bool:
    """A 脱贫户, monitored or not."""
    return home.kind in (LIFTED, LIFTED_MONITORED)


def is_ordinary(home: Home) -> bool:
    """Monitored and never a 脱贫户."""
    return home.kind in (EDGE, SUDDEN)


def is_monitored(home: Home) -> bool:
    """Monitored, its risk removed or not."""
    return home.is_monitored


def is_removed(home: Home) -> bool:
    """Monitored and its risk removed."""
    return home.is_monitored and not home.is_active


def is_content(home: Home) -> bool:
    """Nobody of it told the survey that it is not content, so that a visit afterwards is not asked for."""
    return not any(row["answer"] == "不满意" for row in home.table("satisfaction_sample"))


# --- persons


def first(home: Home, test: Callable[[Row], bool]) -> Row | None:
    """The first member the test holds for."""
    return next((member for member in home.members if test(member)), None)


def anybody(home: Home) -> Row | None:
    """The last member; somebody is always there."""
    return home.members[-1]


def pupil(state: str, least: int, most: int) -> Pick:
    """Finds a healthy member at a stage of school of such an age."""

    def is_it(member: Row) -> bool:
        return member["student_state"] == state and member["health"] == HEALTHY and least <= age_of(member) <= most

    return lambda home: first(home, is_it)


def adult(home: Home) -> Row | None:
    """A healthy grown member who is not at school."""
    return first(
        home,
        lambda one: one["health"] == HEALTHY and one["labour_skill"] == ORDINARY and 26 <= age_of(one) < 60,
    )


def busy_numbers(home: Home, *tables: str) -> set[str]:
    """ID numbers of those who are in one of the tables or plan to work."""
    plans = (row for row in home.table("work_plans") if row["plans_to_work"])
    return {row["id_number"] for rows in (*map(home.table, tables), plans) for row in rows}


def idle(home: Home) -> Row | None:
    """A healthy adult who neither works nor plans to, in a home where somebody else can work."""
    busy = busy_numbers(home, "migrant_work", "public_posts", "microcredit")

    def is_it(member: Row) -> bool:
        is_able = member["labour_skill"] == ORDINARY and member["health"] == HEALTHY and 18 <= age_of(member) < 60
        others = any(one["labour_skill"] in LABOUR for one in home.members if one is not member)
        return is_able and others and member["id_number"] not in busy

    return first(home, is_it)


def member_of(home: Home, row: Row) -> Row:
    """The member a row of another table is about."""
    return next(member for member in home.members if member["id_number"] == row["id_number"])


# --- rows of other tables


def row_in(table: str) -> Pick:
    """Finds the home's first row of a table."""
    return lambda home: next(iter(home.table(table)), None)


def own_row(table: str, choose: Pick) -> Pick:
    """Finds the chosen member's first row of a table."""

    def find(home: Home) -> Row | None:
        member = choose(home)
        return next(iter(home.of_person(table, member)), None) if member else None

    return find
