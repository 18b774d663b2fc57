"""The big invented data set, drawn small here: it fits together and is marked as 模拟数据."""

from pathlib import Path

import pytest

from benchmarks.make_province import main, make_province
from core.settings import demo_mark
from demo.province.fill import fill_province
from demo.province.households import fill_households, household_tables
from loaders.cells.texts import parse_id_number
from store.versions import Store


@pytest.fixture(scope="module")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The eight counties of one prefecture with 400 projects."""
    folder = tmp_path_factory.mktemp("scale")
    fill_province(folder, scope="433100", projects=400)
    return folder


def test_payments_belong_to_projects_and_stay_within_their_budget(small_folder: Path) -> None:
    with Store(small_folder).connect() as connection:
        orphans = connection.execute(
            "SELECT count(*) FROM fund_payments ANTI JOIN fund_projects USING (county_code, period, project_code, fund_source)"
        ).fetchone()
        over = connection.execute(
            "WITH paid AS (SELECT project_code, sum(paid_cny) AS paid FROM fund_payments GROUP BY 1) "
            "SELECT count(*) FROM fund_projects JOIN paid USING (project_code) WHERE paid > adjusted_budget_cny"
        ).fetchone()
        late = connection.execute("SELECT count(*) FROM fund_payments WHERE paid_on > DATE '2021-11-20'").fetchone()
        counted = connection.execute(
            "SELECT (FROM fund_projects SELECT count(*)), (FROM fund_payments SELECT count(*))"
        )
        assert orphans == over == late == (0,)
        assert counted.fetchone() == (400, 1600)


def test_every_place_is_known(small_folder: Path) -> None:
    with Store(small_folder).connect() as connection:
        for table in ("township_progress", "fund_projects", "assets", "fund_payments", "indicator_values"):
            unknown = connection.execute(
                f"SELECT count(*) FROM {table} ANTI JOIN (SELECT code AS place_code FROM places) USING (place_code)"
            )
            assert unknown.fetchone() == (0,), table


def test_it_is_marked_and_filled_once(small_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mark = demo_mark(small_folder)
    assert mark is not None
    assert mark["note"] == "模拟数据"
    assert make_province(small_folder) == {}
    assert main([str(small_folder)]) == 0
    assert "left as it is" in capsys.readouterr().err


def test_the_whole_country_has_one_figure_a_county_and_item(tmp_path: Path) -> None:
    rows = make_province(tmp_path / "country", is_country=True)
    assert set(rows) == {"indicator_values"}
    with Store(tmp_path / "country").connect() as connection:
        counties = connection.execute(
            "SELECT count(DISTINCT place_code) FROM indicator_values WHERE period = '2021-11'"
        )
        found = counties.fetchone()
    assert found is not None
    assert found[0] > 2_800


@pytest.fixture(scope="module")
def household_folder(small_folder: Path) -> Path:
    """The same eight counties with 7 000 registered persons."""
    fill_households(small_folder, persons=7_000, scope="433100")
    return small_folder


def test_registered_households_live_in_known_villages(household_folder: Path) -> None:
    with Store(household_folder).connect() as connection:
        for table in household_tables():
            unknown = connection.execute(
                f"SELECT count(*) FROM {table} ANTI JOIN (SELECT code AS place_code FROM places) USING (place_code)"
            )
            assert unknown.fetchone() == (0,), table
        found = connection.execute(
            "SELECT count(*), count(DISTINCT household_code), count(DISTINCT county_code) FROM monitored_persons"
        ).fetchone()
    assert found is not None
    persons, households, counties = found
    assert 6_700 < persons < 7_300
    assert households == 8 * 250
    assert counties == 8


def test_departments_name_the_same_people_by_valid_numbers(household_folder: Path) -> None:
    with Store(household_folder).connect() as connection:
        numbers = connection.execute("SELECT id_number FROM monitored_persons WHERE id_number IS NOT NULL").fetchall()
        assert all(parse_id_number(number).value == number for (number,) in numbers)
        assert len({number for (number,) in numbers}) == len(numbers)
        for table in ("migrant_work", "insured_next_year", "school_rolls", "disability_register", "public_posts"):
            held = connection.execute(f"SELECT DISTINCT id_number FROM {table}").fetchall()
            strangers = {number for (number,) in held} - {number for (number,) in numbers}
            assert len(held) > 10
            assert len(strangers) <= 0.01 * len(held) + 3, table


def test_persons_of_a_household_stand_together(household_folder: Path) -> None:
    with Store(household_folder).connect() as connection:
        found = connection.execute("SELECT place_code, household_code, relation FROM monitored_persons").fetchall()
    runs = [pair for number, pair in enumerate(found) if number == 0 or found[number - 1][1] != pair[1]]
    assert len(runs) == len({pair[1] for pair in found})
    assert sum(relation != "户主" for *_, relation in runs) < 0.01 * len(runs)
    assert [place for place, *_ in found] == sorted(place for place, *_ in found)


def test_the_same_seed_draws_the_same_households(household_folder: Path, tmp_path: Path) -> None:
    fill_households(tmp_path, persons=7_000, scope="433100")
    columns = "household_code, id_number, member_phone, income_per_person_cny, risk_1"
    answers = []
    for folder in (household_folder, tmp_path):
        with Store(folder).connect() as connection:
            answers.append(connection.execute(f"SELECT {columns} FROM monitored_persons").fetchall())
    assert answers[0] == answers[1]
