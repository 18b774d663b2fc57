"""A check says of how many rows nobody knows anything, as no table took them: those it looks at, and those it compares with."""

from pathlib import Path

import pytest

from indicators.checks import findings
from indicators.evaluation import find_refused
from store import RefusedRows, Store
from tests.indicators.checks import finding_case as case
from tests.indicators.checks.finding_case import FENGHUANG, LUXI, NOW, VILLAGE
from tests.indicators.small_case import write_rows

INSURED = "c1_insured_next_year"


def counted(folder: Path, persons: int = 0, insured: int = 0) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(county, check) → population, unknown, findings, with so many rows of 凤凰县 that no table took."""
    store = Store(folder)
    places = [{"code": code, "name": name, "level": level} for code, (name, level) in case.PLACES.items()]
    write_rows(store, "places", places)
    write_rows(store, "monitored_persons", case.persons(NOW), [RefusedRows(FENGHUANG, NOW, persons)] if persons else [])
    one = {"place_code": VILLAGE, "county_code": FENGHUANG, "period": "2021", "id_number": case.id_number("H1")}
    paid = {"insurance_kind": "城乡居民", "is_paid": True}
    write_rows(store, "insured_next_year", [one | paid], [RefusedRows(FENGHUANG, "2021", insured)] if insured else [])
    found = findings.read_matrix(store, findings.ensure_run(store, NOW))
    rows = found[["place_code", "check", "population", "unknown", "findings"]].itertuples(index=False, name=None)
    return {(place, check): (population, unknown, count) for place, check, population, unknown, count in rows}


def test_rows_of_the_table_it_looks_at_are_asked_and_unknown(tmp_path: Path) -> None:
    before, now = counted(tmp_path / "without"), counted(tmp_path / "with", persons=2)
    population, unknown, count = before[FENGHUANG, case.RULE]
    assert now[FENGHUANG, case.RULE] == (population + 2, unknown + 2, count)
    assert now[LUXI, case.RULE] == before[LUXI, case.RULE]


def test_rows_of_the_table_it_compares_with_leave_as_many_unknown(tmp_path: Path) -> None:
    before, now = counted(tmp_path / "without"), counted(tmp_path / "with", insured=1)
    population, unknown, count = before[FENGHUANG, INSURED]
    assert now[FENGHUANG, INSURED] == (population, unknown + 1, count)
    assert now[FENGHUANG, case.RULE] == before[FENGHUANG, case.RULE]


@pytest.mark.parametrize("replaced", [True, False])
def test_they_are_gone_with_the_rows_of_their_file(tmp_path: Path, replaced: bool) -> None:
    store = Store(tmp_path)
    write_rows(store, "monitored_persons", case.persons(NOW), [RefusedRows(FENGHUANG, NOW, 2)])
    if replaced:
        write_rows(store, "monitored_persons", [row | {"import_id": "later"} for row in case.persons(NOW)])
    with store.connect() as connection:
        assert find_refused(connection, ["monitored_persons"], NOW, "").empty is replaced
