"""Runs of the checks: what is new, still there and gone, what people said of it, and that there is never half a run."""

import hashlib
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import pytest

from core.errors import UserError
from indicators.checks import count_by_month, findings, making, runs
from indicators.checks.findings import ALL_STATES, FindingFilter, FindingRequest, Run
from indicators.checks.words import say_state
from indicators.declared import Framework
from indicators.households.refs import household_ref
from store.versions import Store
from tests.indicators.checks import checking_case as case
from tests.indicators.checks.checking_case import (
    BEFORE,
    CHECKS,
    HUA_A,
    HUA_B,
    HUAYUAN,
    ID_1,
    ID_2,
    ID_3,
    ID_4,
    LU_A,
    LUXI,
    NOW,
)
from tests.indicators.small_case import write_rows

LAND_1, LAND_4 = ("land", ID_1), ("land", ID_4)
PHONE_2, PHONE_3 = ("phone", f"H2|{ID_2}"), ("phone", f"H3|{ID_3}")
NOVEMBER = {(*LAND_1, "still"), (*PHONE_2, "new"), (*PHONE_3, "gone"), (*LAND_4, "first")}


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    return case.few_checks(tmp_path_factory.mktemp("definitions"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return case.few_rows(tmp_path / "data")


@pytest.fixture(scope="module")
def checked(checks: Framework, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Run]:
    """Both months checked, for tests that only read."""
    store = case.few_rows(tmp_path_factory.mktemp("data"))
    findings.ensure_run(store, BEFORE, framework=checks)
    return store, findings.ensure_run(store, NOW, framework=checks)


def states(store: Store, run: Run, checks: Framework) -> set[tuple[str, str, str]]:
    rows, total = findings.read_findings(store, run, FindingRequest("", FindingFilter(state=ALL_STATES)), checks)
    assert total == len(rows)
    return {(row["check"], row["row_key"], row["state"]) for row in rows.to_dict("records")}


def test_the_first_run_of_a_county_finds_firsts_only(store: Store, checks: Framework) -> None:
    run = findings.ensure_run(store, BEFORE, framework=checks)
    assert run.previous_id is None
    assert states(store, run, checks) == {(*LAND_1, "first"), (*PHONE_3, "first")}


def test_months_have_the_open_findings_of_their_newest_run_and_others_none(
    checked: tuple[Store, Run], checks: Framework
) -> None:
    store, _ = checked
    found = count_by_month(store, checks, "", ("2021-09", BEFORE, NOW))
    counts = {
        (row["period"], row["place_code"]): row["findings"] for row in found.to_dict("records") if row["findings"]
    }
    open_now: dict[tuple[str, str], int] = {}
    for period in (BEFORE, NOW):
        run = findings.find_run(store, period, framework=checks)
        assert run is not None
        rows, _ = findings.read_findings(store, run, FindingRequest("", FindingFilter()), checks)
        for row in rows.to_dict("records"):
            key = (period, row["county_code"])
            open_now[key] = open_now.get(key, 0) + 1
    assert counts == open_now and "2021-09" not in set(found["period"])


def test_states_over_two_months(checked: tuple[Store, Run], checks: Framework) -> None:
    store, run = checked
    before = findings.find_run(store, BEFORE, framework=checks)
    assert before is not None and run.previous_id == before.id
    assert states(store, run, checks) == NOVEMBER


def test_the_month_before_is_checked_first_where_nothing_was_checked_yet(store: Store, checks: Framework) -> None:
    reports: list[tuple[str, float]] = []
    run = findings.ensure_compared_run(
        store, NOW, framework=checks, progress=lambda words, share: reports.append((words, share))
    )
    before = findings.find_run(store, BEFORE, framework=checks)
    assert before is not None and (run.period, run.previous_id) == (NOW, before.id)
    assert states(store, run, checks) == NOVEMBER
    shares = [share for _, share in reports]
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1
    assert {words.split()[0] for words, _ in reports} == {"2021年10月", "2021年11月"}


def test_no_month_is_checked_before_where_a_run_is_there_or_no_earlier_rows_are(
    tmp_path: Path, store: Store, checks: Framework
) -> None:
    run = findings.ensure_run(store, NOW, framework=checks)
    assert findings.ensure_compared_run(store, NOW, framework=checks).id == run.id
    assert [one.period for one in runs.list_runs(store)] == [NOW]
    alone = case.few_rows(tmp_path / "alone", {"monitored_persons": case.NOVEMBER})
    only = findings.ensure_compared_run(alone, NOW, framework=checks)
    assert only.previous_id is None and [one.id for one in runs.list_runs(alone)] == [only.id]


def test_states_after_an_import_of_the_same_month(store: Store, checks: Framework) -> None:
    first = findings.ensure_run(store, NOW, framework=checks)
    corrected = [{**row, "farmland_mu": 3.0} if row["id_number"] == ID_1 else row for row in case.NOVEMBER]
    corrected[2] = {**corrected[2], "farmland_mu": 120.0}
    write_rows(store, "monitored_persons", corrected)
    stale = findings.find_run(store, NOW, framework=checks)
    assert stale is not None and (stale.id, stale.is_current) == (first.id, False)
    run = findings.ensure_run(store, NOW, framework=checks)
    assert run.previous_id == first.id
    wanted = {(*LAND_1, "gone"), ("land", ID_3, "new"), (*PHONE_2, "still"), (*LAND_4, "still")}
    assert states(store, run, checks) == wanted


def test_what_is_gone_is_reported_once_and_new_when_it_comes_back(store: Store, checks: Framework) -> None:
    findings.ensure_run(store, BEFORE, framework=checks)
    findings.ensure_run(store, NOW, framework=checks)
    write_rows(store, "finding_reviews", [review(PHONE_2)])
    write_rows(store, "places", [{"code": HUAYUAN, "name": "花垣县", "level": "county"}])
    run = findings.ensure_run(store, NOW, framework=checks)
    assert states(store, run, checks) == {(*LAND_1, "still"), (*PHONE_2, "still"), (*LAND_4, "still")}
    lost = [{**row, "household_phone": None} if row["id_number"] == ID_3 else row for row in case.NOVEMBER]
    write_rows(store, "monitored_persons", lost)
    assert (*PHONE_3, "new") in states(store, findings.ensure_run(store, NOW, framework=checks), checks)


@pytest.mark.parametrize(
    ("check", "column", "found", "right"),
    [("land", "farmland_mu", 130.0, 3.0), ("poor", "income_per_person_cny", 100.0, 9000.0)],
)
def test_emptying_the_cell_puts_nothing_right(
    tmp_path: Path, check: str, column: str, found: float, right: float
) -> None:
    """The finding stays, as one that nobody can judge, until its cell is filled; also where an empty cell is not asked."""
    poor = CHECKS["income"] | {"met": "income_per_person_cny >= 1000"}
    checks = case.few_checks(tmp_path / "definitions", {"land": CHECKS["land"], "poor": poor})

    def person(value: float | None, period: str) -> dict[str, Any]:
        return case.person(HUA_A, "H1", ID_1, period=period, **{column: value})

    store = case.few_rows(tmp_path / "data", {"monitored_persons": [person(found, BEFORE), person(None, NOW)]})
    before = findings.ensure_run(store, BEFORE, framework=checks)
    emptied = findings.ensure_run(store, NOW, framework=checks)
    assert states(store, before, checks) == {(check, ID_1, "first")}
    assert states(store, emptied, checks) == {(check, ID_1, "unclear")}
    counts = findings.read_matrix(store, emptied, framework=checks).set_index("check").loc[check]
    assert (counts["findings"], counts["still"], counts["gone"]) == (1, 1, 0)
    still, _ = findings.read_findings(store, emptied, FindingRequest("", FindingFilter(state="still")), checks)
    assert [say_state(row) for row in still.to_dict("records")] == ["仍在（暂无法判断）"]
    write_rows(store, "monitored_persons", [person(None, NOW) | {"place_name": "又一村"}])
    assert states(store, findings.ensure_run(store, NOW, framework=checks), checks) == {(check, ID_1, "unclear")}
    write_rows(store, "monitored_persons", [person(found, NOW)])
    assert states(store, findings.ensure_run(store, NOW, framework=checks), checks) == {(check, ID_1, "still")}
    write_rows(store, "monitored_persons", [person(None, NOW)])
    findings.ensure_run(store, NOW, framework=checks)
    write_rows(store, "monitored_persons", [person(right, NOW)])
    assert states(store, findings.ensure_run(store, NOW, framework=checks), checks) == {(check, ID_1, "gone")}


def test_a_row_that_is_no_longer_there_is_gone_but_not_with_its_township(tmp_path: Path, checks: Framework) -> None:
    """H1's household is no longer in the export: gone. All of the other township is missing: nobody can judge it."""
    october = [
        case.person(place, home, number, farmland_mu=130.0, period=BEFORE)
        for place, home, number in ((HUA_A, "H1", ID_1), (HUA_B, "H3", ID_3))
    ]
    store = case.few_rows(tmp_path / "data", {"monitored_persons": [*october, case.person(HUA_A, "H2", ID_2)]})
    findings.ensure_run(store, BEFORE, framework=checks)
    run = findings.ensure_run(store, NOW, framework=checks)
    assert states(store, run, checks) == {(*LAND_1, "gone"), ("land", ID_3, "unclear")}
    write_rows(store, "monitored_persons", [case.person(HUA_A, "H2", ID_2), case.person(HUA_B, "H3", ID_3)])
    assert states(store, findings.ensure_run(store, NOW, framework=checks), checks) == {("land", ID_3, "gone")}


def test_a_county_that_sent_nothing_has_nothing_gone(tmp_path: Path, checks: Framework) -> None:
    october = [case.person(LU_A, "H4", ID_4, farmland_mu=130.0, period="2020-11")]
    november = [case.person(HUA_A, "H1", ID_1, farmland_mu=130.0)]
    store = case.few_rows(tmp_path / "data", {"monitored_persons": [*october, *november]})
    findings.ensure_run(store, "2020-11", framework=checks)
    run = findings.ensure_run(store, NOW, framework=checks)
    assert states(store, run, checks) == {(*LAND_1, "first")}


def test_a_check_added_later_finds_firsts(tmp_path: Path, store: Store) -> None:
    few = case.few_checks(tmp_path / "few", {"phone": CHECKS["phone"]})
    findings.ensure_run(store, BEFORE, framework=few)
    more = case.few_checks(tmp_path / "more", {"phone": CHECKS["phone"], "land": CHECKS["land"]})
    found = states(store, findings.ensure_run(store, NOW, framework=more), more)
    assert found == {(*LAND_1, "first"), (*LAND_4, "first"), (*PHONE_2, "new"), (*PHONE_3, "gone")}


def test_an_unchanged_store_is_not_checked_again(store: Store, checks: Framework) -> None:
    run = findings.ensure_run(store, NOW, framework=checks)
    again = findings.ensure_run(store, NOW, framework=checks)
    assert (again.id, again.is_current) == (run.id, True)
    assert [one.id for one in runs.list_runs(store)] == [run.id]


def test_other_definitions_make_another_run(tmp_path: Path, store: Store, checks: Framework) -> None:
    run = findings.ensure_run(store, NOW, framework=checks)
    stricter = {**CHECKS, "land": {**CHECKS["land"], "met": "farmland_mu <= 2"}}
    other = findings.ensure_run(store, NOW, framework=case.few_checks(tmp_path, stricter))
    assert other.id != run.id and other.previous_id == run.id


def test_a_run_killed_while_writing_leaves_nothing(
    store: Store, checks: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = findings.ensure_run(store, BEFORE, framework=checks)
    copy = making._copy

    def stop(connection: Any, query: str, path: Path) -> None:
        copy(connection, query, path)
        if "counts" in path.name:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(making, "_copy", stop)
        with pytest.raises(KeyboardInterrupt):
            findings.ensure_run(store, NOW, framework=checks)
    assert findings.find_run(store, NOW, framework=checks) is None
    assert [path.name for path in runs.runs_folder(store).iterdir() if path.is_dir()] == [whole.id]
    assert states(store, findings.ensure_run(store, NOW, framework=checks), checks) == NOVEMBER


def test_what_a_killed_process_left_is_no_run_and_is_taken_away(store: Store, checks: Framework) -> None:
    left = runs.runs_folder(store) / "unfinished-0123"
    left.mkdir(parents=True)
    (left / "findings.parquet").write_bytes(b"PAR1")
    assert runs.list_runs(store) == []
    findings.ensure_run(store, NOW, framework=checks)
    assert not left.exists()


def test_only_the_newest_runs_of_a_period_are_kept(
    store: Store, checks: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    october = findings.ensure_run(store, BEFORE, framework=checks)
    made = []
    for version in range(runs.KEPT_RUNS + 2):
        monkeypatch.setattr(runs, "PLAN_VERSION", 100 + version)
        made.append(findings.ensure_run(store, NOW, framework=checks).id)
    kept = [run.id for run in runs.list_runs(store)]
    assert kept == [*reversed(made[-runs.KEPT_RUNS :]), october.id]


def test_a_run_made_elsewhere_while_waiting_is_taken(
    store: Store, checks: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = findings.ensure_run(store, NOW, framework=checks)
    answers = iter([None])
    look = findings.find_run
    monkeypatch.setattr(findings, "find_run", lambda *given, **named: next(answers, look(*given, **named)))
    assert findings.ensure_run(store, NOW, framework=checks).id == made.id


def test_counts_of_every_level_add_up_to_the_findings(checked: tuple[Store, Run], checks: Framework) -> None:
    store, run = checked
    names = ["population", "unknown", "findings", "new", "still", "gone", "exempt"]
    counts = {level: findings.read_matrix(store, run, level=level, framework=checks) for level in runs.LEVELS}
    sums = {level: frame.groupby("check")[names].sum().to_dict("index") for level, frame in counts.items()}
    assert sums["county"] == sums["township"] == sums["village"]
    assert sums["county"]["land"] == dict(zip(names, (4, 0, 2, 0, 1, 0, 0), strict=True))
    assert sums["county"]["phone"] == dict(zip(names, (5, 0, 1, 1, 0, 1, 0), strict=True))
    assert sums["county"]["income"] == dict(zip(names, (5, 1, 0, 0, 0, 0, 0), strict=True))
    villages = counts["village"]
    assert villages[villages["check"] == "land"]["place_code"].tolist() == [LU_A, HUA_A, HUA_B]


@pytest.mark.parametrize(
    ("place", "filters", "found"),
    [
        ("", FindingFilter(), {LAND_1, PHONE_2, LAND_4}),
        (HUAYUAN, FindingFilter(), {LAND_1, PHONE_2}),
        (HUA_A, FindingFilter(check="land"), {LAND_1}),
        (HUA_B[:9], FindingFilter(state="gone"), {PHONE_3}),
        ("", FindingFilter(suspicion="确定有误"), {PHONE_2}),
        ("", FindingFilter(problem_type="识别标准把关不严"), set()),
        ("", FindingFilter(compares_only=True), set()),
        ("433100", FindingFilter(state="first"), {LAND_4}),
        ("100000", FindingFilter(state="new"), {PHONE_2}),
        (LUXI, FindingFilter(state="exempt"), set()),
        ("x' OR TRUE --", FindingFilter(), set()),
    ],
)
def test_findings_are_picked_by_place_and_filter(
    checked: tuple[Store, Run], checks: Framework, place: str, filters: FindingFilter, found: set[tuple[str, str]]
) -> None:
    store, run = checked
    rows, total = findings.read_findings(store, run, FindingRequest(place, filters), checks)
    assert {(row["check"], row["row_key"]) for row in rows.to_dict("records")} == found
    assert total == len(found)


def test_parts_of_a_list_make_the_list(checked: tuple[Store, Run], checks: Framework) -> None:
    store, run = checked
    filters = FindingFilter(state=ALL_STATES)
    whole, total = findings.read_findings(store, run, FindingRequest("", filters), checks)
    parts = [findings.read_findings(store, run, FindingRequest("", filters, 3, offset), checks) for offset in (0, 3)]
    assert [len(rows) for rows, _ in parts] == [3, 1]
    assert {count for _, count in parts} == {total}
    assert [code for rows, _ in parts for code in rows["finding_code"]] == whole["finding_code"].tolist()
    assert list(whole["place_code"]) == sorted(whole["place_code"])


def test_a_finding_keeps_its_code_and_knows_its_row(store: Store, checks: Framework) -> None:
    before = findings.ensure_run(store, BEFORE, framework=checks)
    now = findings.ensure_run(store, NOW, framework=checks)
    request = FindingRequest(HUA_A, FindingFilter(check="land"))
    (first,), (second,) = (
        findings.read_findings(store, run, request, checks)[0].to_dict("records") for run in (before, now)
    )
    assert first["finding_code"] == second["finding_code"]
    assert (second["source_file"], second["source_sheet"], second["source_row"]) == ("测试.xlsx", "表1", 5)
    assert second["household_ref"] == household_ref("H1")


def review(finding: tuple[str, str], result: str = "属实") -> dict[str, Any]:
    """Filled in under the code of before, which named no county."""
    check, key = finding
    digest = hashlib.md5(f"{check}|{key}".encode()).hexdigest()[:10]
    return {
        "place_code": HUA_A, "place_name": "某村", "county_code": HUAYUAN, "finding_code": f"{check}-{digest}",
        "review_result": result, "review_note": "已补录", "reviewed_on": date(2021, 11, 25),
    }  # fmt: skip


def test_what_people_found_stands_beside_the_finding(store: Store, checks: Framework) -> None:
    run = findings.ensure_run(store, NOW, framework=checks)
    write_rows(store, "finding_reviews", [review(PHONE_2)])
    rows, _ = findings.read_findings(store, run, FindingRequest(HUA_A), checks)
    said = dict(zip(rows["check"], rows["review_result"], strict=True))
    assert said["phone"] == "属实" and pd.isna(said["land"])
    again = findings.find_run(store, NOW, framework=checks)
    assert again is not None and again.is_current, "a review is no reason to check everything again"


def test_a_household_of_another_county_with_the_same_number_is_another_household(
    tmp_path: Path, checks: Framework
) -> None:
    """Two counties each have an H1: two codes, and neither a review nor an exemption of the one is the other's."""
    people = [case.person(HUA_A, "H1", ID_1, farmland_mu=130.0), case.person(LU_A, "H1", ID_4, farmland_mu=130.0)]
    exempt = {
        "place_code": HUA_A, "place_name": "某村", "county_code": HUAYUAN, "rule_code": "land", "household_code": "H1",
        "reason": "已核实", "valid_until": date(2999, 12, 31),
    }  # fmt: skip
    store = case.few_rows(tmp_path / "data", {"monitored_persons": people, "exemptions": [exempt]})
    run = findings.ensure_run(store, NOW, framework=checks)
    request = FindingRequest("", FindingFilter(check="land", state=ALL_STATES))
    rows, _ = findings.read_findings(store, run, request, checks)
    assert rows["finding_code"].nunique() == 2 and all(
        f"-{row.county_code}-" in row.finding_code for row in rows.itertuples()
    )
    assert dict(zip(rows["county_code"], rows["is_exempt"], strict=True)) == {HUAYUAN: True, LUXI: False}
    codes = dict(zip(rows["county_code"], rows["finding_code"], strict=True))
    filled = {
        "place_code": LU_A,
        "place_name": "某村",
        "county_code": LUXI,
        "finding_code": codes[LUXI],
        "review_result": "属实",
    }
    write_rows(store, "finding_reviews", [filled])
    rows, _ = findings.read_findings(store, run, request, checks)
    said = dict(zip(rows["county_code"], rows["review_result"], strict=True))
    assert said[LUXI] == "属实" and pd.isna(said[HUAYUAN])


def test_facts_are_read_by_row_key(checked: tuple[Store, Run], checks: Framework) -> None:
    store, run = checked
    rows, _ = findings.read_findings(store, run, FindingRequest("", FindingFilter(check="land")), checks)
    facts = findings.read_facts(store, NOW, checks.measure("land"), rows)
    assert facts.to_dict("index") == {ID_1: {"farmland_mu": 130.0, "age": 41}, ID_4: {"farmland_mu": 130.0, "age": 41}}
    nothing = findings.read_facts(store, NOW, checks.measure("land"), rows.iloc[:0])
    assert nothing.empty and list(nothing.columns) == ["farmland_mu", "age"]


def test_findings_of_one_household(checked: tuple[Store, Run], checks: Framework) -> None:
    store, run = checked
    request = FindingRequest(HUAYUAN, FindingFilter(state=ALL_STATES), household_code="H3")
    rows, total = findings.read_findings(store, run, request, checks)
    assert (rows["row_key"].tolist(), total) == ([PHONE_3[1]], 1)


def test_a_run_that_was_dropped_meanwhile_asks_to_reload(store: Store, checks: Framework) -> None:
    run = findings.ensure_run(store, NOW, framework=checks)
    run.findings.unlink()
    with pytest.raises(UserError, match="刷新"):
        findings.read_findings(store, run, FindingRequest(""), checks)


def test_a_wrong_period_is_refused(store: Store, checks: Framework) -> None:
    with pytest.raises(UserError, match="期次不可识别"):
        findings.ensure_run(store, "2021-13", framework=checks)


def test_progress_is_reported(store: Store, checks: Framework) -> None:
    reports: list[tuple[str, float]] = []
    findings.ensure_run(store, NOW, framework=checks, progress=lambda words, share: reports.append((words, share)))
    shares = [share for _, share in reports]
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] < 1
    assert len(reports) == len({check["table"] for check in CHECKS.values()}) + 1


class Elsewhere:
    """An engine that reads another version than the newest."""

    name = "elsewhere"
    versions: ClassVar = {"monitored_persons": 99}

    def run(self, plan: Any, driver: Any, rows: str, counts: str) -> None:
        raise AssertionError("it must not come to this")


def test_an_engine_that_reads_older_tables_is_refused(store: Store, checks: Framework) -> None:
    with pytest.raises(UserError, match="导入了新的数据"):
        findings.ensure_run(store, NOW, engine=Elsewhere(), framework=checks)
    assert runs.list_runs(store) == []


def test_the_command_ends_quietly_when_its_reader_stops() -> None:
    command = f"{sys.executable} -m indicators measures --json; echo $? >&2"
    piped = subprocess.Popen(["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert piped.stdout and piped.stderr
    piped.stdout.close()
    assert piped.stderr.read().decode().split() == ["141"]
    piped.stderr.close()
    piped.wait()


def test_a_run_says_what_it_was_made_from(store: Store, checks: Framework) -> None:
    run = findings.ensure_run(store, NOW, framework=checks)
    record = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    assert record["data_versions"] == {"monitored_persons": 0}
    assert (record["engine"], record["checks"]) == ("duckdb", list(checks.measures))


def test_a_line_of_another_year_is_said(tmp_path: Path, checks: Framework) -> None:
    """In 2023 the line of 2021 stands in where no line of 2023 was imported: said, and for the counties it stands in for."""
    people = [case.person(place, "H1", ID_1, period="2023-06") for place in (HUA_A, LU_A)]
    store = case.few_rows(tmp_path / "data", {"monitored_persons": people})
    (notice,) = findings.ensure_run(store, "2023-06", framework=checks).notices
    assert "2021" in notice and "6000" in notice and "2023" in notice and "各县" in notice
    line = {"place_code": HUAYUAN, "county_code": HUAYUAN, "period": "2023", "threshold_cny": 7300.0}
    write_rows(store, "monitoring_thresholds", [line])
    (notice,) = findings.ensure_run(store, "2023-06", framework=checks).notices
    assert LUXI in notice and HUAYUAN not in notice
    write_rows(store, "monitoring_thresholds", [line | {"place_code": "430000", "county_code": None}])
    assert findings.ensure_run(store, "2023-06", framework=checks).notices == ()


def test_the_line_of_its_own_year_is_not_said(checked: tuple[Store, Run]) -> None:
    assert checked[1].notices == ()
