"""Exempted findings: whom a row of 疑点豁免清单 covers, until when, and that the finding stays visible."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indicators.checks import findings
from indicators.checks.findings import ALL_STATES, FindingFilter, FindingRequest
from indicators.declared import Framework
from tests.indicators.checks.checking_case import HUA_A, HUA_B, ID_1, ID_2, LU_A, NOW, few_checks, few_rows, person

FAR = date(2021, 12, 31)
PEOPLE = [
    person(HUA_A, "H1", ID_1, farmland_mu=130.0, household_phone=None), person(HUA_A, "H2", ID_2, farmland_mu=130.0),
    person(HUA_B, "H3", "433124198001010039", farmland_mu=130.0),
]  # fmt: skip


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    return few_checks(tmp_path_factory.mktemp("definitions"))


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODAY", "2021-11-20")


def exemption(rule: str, place: str = HUA_A, **values: Any) -> dict[str, Any]:
    return {
        "place_code": place, "place_name": "某村", "county_code": place[:6], "rule_code": rule, "reason": "已核实",
        "valid_until": FAR, **values,
    }  # fmt: skip


def exempted(folder: Path, checks: Framework, *rows: dict[str, Any]) -> set[tuple[str, str]]:
    """(check, household) of the findings shown as exempt."""
    tables = {"monitored_persons": PEOPLE} | ({"exemptions": list(rows)} if rows else {})
    store = few_rows(folder / "data", tables)
    run = findings.ensure_run(store, NOW, framework=checks)
    found, _ = findings.read_findings(store, run, FindingRequest("", FindingFilter(state=ALL_STATES)), checks)
    assert len(found) == 4
    return {(row["check"], row["household_code"]) for row in found.to_dict("records") if row["is_exempt"]}


def test_an_exemption_of_a_county_under_its_old_code_covers_its_villages(tmp_path: Path, checks: Framework) -> None:
    """The county is 520581 since 2021; its villages may still bear the first six digits it had before."""
    old, new = "520522101001", "520581101002"
    people = [person(old, "H1", ID_1, farmland_mu=130.0), person(new, "H2", ID_2, farmland_mu=130.0)]
    tables = {"monitored_persons": people, "exemptions": [exemption("land", "520522")]}
    store = few_rows(tmp_path / "data", tables)
    run = findings.ensure_run(store, NOW, framework=checks)
    found, _ = findings.read_findings(store, run, FindingRequest("", FindingFilter(state=ALL_STATES)), checks)
    land = found[found["check"] == "land"].set_index("household_code")
    assert land["is_exempt"].to_dict() == {"H1": True, "H2": True}


@pytest.mark.parametrize(
    ("row", "covered"),
    [
        (exemption("land", household_code="H1"), {("land", "H1")}),
        (exemption("5_14_001", household_code="H1"), {("land", "H1")}),
        (exemption("land", id_number=ID_2), {("land", "H2")}),
        (exemption("phone", id_number=ID_1), {("phone", "H1")}),
        (exemption("land", household_code="H1", id_number=ID_2), set()),
        (exemption("land"), {("land", "H1"), ("land", "H2")}),
        (exemption("land", HUA_B), {("land", "H3")}),
        (exemption("land", LU_A), set()),
        (exemption("phone", HUA_B), set()),
        (exemption("land", household_code="H1", valid_until=date(2021, 11, 20)), {("land", "H1")}),
        (exemption("land", household_code="H1", valid_until=date(2021, 11, 19)), set()),
    ],
)
def test_whom_an_exemption_covers(
    tmp_path: Path, checks: Framework, row: dict[str, Any], covered: set[tuple[str, str]]
) -> None:
    assert exempted(tmp_path, checks, row) == covered


def test_of_two_exemptions_the_longer_counts(tmp_path: Path, checks: Framework) -> None:
    shorter = exemption("land", household_code="H1", valid_until=date(2021, 11, 30), reason="短")
    exempted(tmp_path, checks, shorter, exemption("land", reason="长"))
    store = few_rows(tmp_path / "data", {})
    run = findings.ensure_run(store, NOW, framework=checks)
    found, _ = findings.read_findings(store, run, FindingRequest(HUA_A, FindingFilter(state="exempt")), checks)
    assert set(found["exempt_reason"]) == {"长"}
    assert {day.date() for day in found["exempt_until"]} == {FAR}


def test_an_exemption_ends_after_its_last_day(
    tmp_path: Path, checks: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert exempted(tmp_path, checks, exemption("land", household_code="H1")) == {("land", "H1")}
    store = few_rows(tmp_path / "data", {})
    monkeypatch.setenv("TODAY", "2022-01-01")
    old = findings.find_run(store, NOW, framework=checks)
    assert old is not None and not old.is_current
    run = findings.ensure_run(store, NOW, framework=checks)
    found, total = findings.read_findings(store, run, FindingRequest(""), checks)
    assert total == 4 and not found["is_exempt"].any()


def test_exempted_findings_are_counted_apart(tmp_path: Path, checks: Framework) -> None:
    exempted(tmp_path, checks, exemption("land", household_code="H1"))
    store = few_rows(tmp_path / "data", {})
    run = findings.ensure_run(store, NOW, framework=checks)
    counts = findings.read_matrix(store, run, framework=checks, filters=FindingFilter(check="land"))
    assert counts[["population", "findings", "exempt"]].to_numpy().tolist() == [[3, 2, 1]]


def test_a_rule_that_does_not_exist_is_said(tmp_path: Path, checks: Framework) -> None:
    exempted(tmp_path, checks, exemption("no_such_rule", household_code="H1"))
    run = findings.find_run(few_rows(tmp_path / "data", {}), NOW, framework=checks)
    assert run is not None
    assert len(run.notices) == 1 and "no_such_rule" in run.notices[0]
