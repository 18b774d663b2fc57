"""The demonstration's ledger: of every kind something, with histories that hold."""

from datetime import date
from pathlib import Path

import pytest

from demo.ledger.fill import fill_demo
from demo.places.world import COUNTIES, TODAY
from indicators.declared import CHECKS, PROBLEM_TYPES, measure_files
from ledger.book import words
from ledger.book.ledger import Ledger, open_ledger
from ledger.book.problems import COLUMNS, as_json, replay
from ledger.looking.searching import DUES, ProblemFilter, count_problems, find_problems


@pytest.fixture
def ledger(demo_folder: Path) -> Ledger:
    return open_ledger(demo_folder)


@pytest.mark.parametrize(
    ("column", "expected"),
    [("source", words.SOURCES), ("state", words.STATES), ("term", words.TERMS), ("severity", words.SEVERITIES),
     ("root_cause", words.ROOT_CAUSES), ("problem_type", PROBLEM_TYPES), ("due", (*DUES, "")),
     ("county", tuple(county.code for county in COUNTIES))],
)  # fmt: skip
def test_there_is_something_of_every_kind(ledger: Ledger, column: str, expected: tuple[str, ...]) -> None:
    counted = count_problems(ledger.engine, ProblemFilter(), [column], TODAY)
    assert set(counted[column]) == set(expected)


def test_histories_hold_and_end_before_the_demonstrations_day_does(ledger: Ledger) -> None:
    problems, total = find_problems(ledger.engine, ProblemFilter(), TODAY, limit=None)
    assert total > 150 and (problems["recurrences"] > 0).any()
    for number in problems["id"]:
        problem, events = ledger.read(number), ledger.events(number)
        assert replay(events) == {name: as_json(getattr(problem, name)) for name in COLUMNS if name != "id"}
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert date(2021, 6, 1) < events[0].day and events[-1].day <= TODAY


def test_problems_of_findings_name_a_check_that_there_is(ledger: Ledger) -> None:
    problems, _ = find_problems(ledger.engine, ProblemFilter(source=words.OWN_FINDING), TODAY, limit=None)
    for measure in problems["measure"]:
        framework, check = measure.split("/")
        assert framework == CHECKS and check in measure_files(CHECKS)
    at_home = problems[problems["household_code"] != ""]
    assert len(at_home) > 20 and (at_home["household_code"].str[:12] == at_home["place_code"]).all()


def test_a_ledger_with_problems_and_a_folder_without_demonstration_are_left_alone(
    demo_folder: Path, ledger: Ledger, tmp_path: Path
) -> None:
    before = find_problems(ledger.engine, ProblemFilter(), TODAY)[1]
    assert fill_demo(demo_folder) == "台账里已有问题，未作改动"
    assert find_problems(ledger.engine, ProblemFilter(), TODAY)[1] == before
    assert fill_demo(tmp_path) == "数据目录不是演示数据，未写入台账" and not any(tmp_path.iterdir())


def test_a_demonstration_of_an_earlier_release_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text('{"seed": "1", "today": "2021-11-20"}', encoding="utf-8")
    assert "较早的版本" in fill_demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["demo.json"]
