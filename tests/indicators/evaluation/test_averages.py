"""What a place is compared with: never itself, the nation where the rule says so, and over how many places."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from indicators.declared import Framework, read_framework
from indicators.evaluation import Evaluation, evaluate, leagues
from indicators.evaluation.marks import explain_score
from store.versions import Store
from tests.indicators.small_case import AREA, FENGHUANG, HUAYUAN, LUXI, NOW, PLACES, small_framework, write_rows

PROVINCE, NATION = "430000", "100000"


def compared_framework(folder: Path, **scoring: Any) -> Framework:
    """The small framework with 会议完成率 compared with an average."""
    small_framework(folder / "plain")
    home = shutil.copytree(folder / "plain" / "small", folder / "compared" / "small")
    path = home / "meetings.yaml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    declared["scoring"] = {"rule": "versus_average", **scoring}
    path.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    return read_framework("small", folder / "compared")


def compared(
    folder: Path, held: dict[str, int], references: dict[str, float] | None = None, **scoring: Any
) -> Evaluation:
    """An evaluation of counties that held so many of 10 meetings, with these published averages by place."""
    store = Store(folder / "data")
    names = [{"code": code, "name": PLACES[code][0], "level": "county", "league": PLACES[code][1]} for code in held]
    write_rows(store, "places", names)
    rows = [
        {
            "place_code": code,
            "place_name": PLACES[code][0],
            "county_code": code,
            "period": NOW,
            "item": item,
            "value": value,
        }
        for code, count in held.items()
        for item, value in (("meetings_planned", 10), ("meetings_held", count))
    ]
    write_rows(store, "indicator_values", rows)
    if references:
        given = [
            {"place_code": code, "place_name": code, "period": NOW, "measure": "meetings", "value": value}
            for code, value in references.items()
        ]
        write_rows(store, "reference_values", given)
    return evaluate(store, compared_framework(folder, **scoring), NOW, AREA)


def row_of(evaluation: Evaluation, code: str) -> Any:
    return evaluation.measures.query("place_code == @code and measure == 'meetings'").iloc[0]


def test_a_single_county_is_not_compared_with_itself(tmp_path: Path) -> None:
    """1 % done would else be full marks: not below its own average."""
    row = row_of(compared(tmp_path, {LUXI: 1}), LUXI)
    assert row["state"] == "needs_average" and row["average_source"] == ""
    assert row[["average", "earned", "score"]].isna().all()


def test_two_counties_have_an_average_that_says_it_is_of_two(tmp_path: Path) -> None:
    now = compared(tmp_path, {LUXI: 1, HUAYUAN: 9})
    assert row_of(now, LUXI)[["earned", "average", "average_places"]].tolist() == [0, 0.5, 2]
    assert ("参评各地平均（2县）", "50.00%") in explain_score(now, LUXI, "meetings")
    table = leagues.league_table(now, leagues.choices(now.framework)["measure:meetings"])
    assert leagues.average_of(table, "全州") == (0.5, "全州平均（2县）")


def test_a_published_average_serves_a_single_county_too(tmp_path: Path) -> None:
    row = row_of(compared(tmp_path, {LUXI: 8}, {PROVINCE: 0.7}), LUXI)
    assert row[["earned", "average", "average_source"]].tolist() == [4, 0.7, "reference"]


@pytest.mark.parametrize(
    ("references", "expected"),
    [({NATION: 0.95, PROVINCE: 0.1}, (0.0, "nation")), ({NATION: 0.5}, (4.0, "nation")), ({PROVINCE: 0.1}, (None, ""))],
)
def test_a_rule_that_compares_with_the_nation_takes_no_other_average(
    tmp_path: Path, references: dict[str, float], expected: tuple[float | None, str]
) -> None:
    now = compared(tmp_path, {LUXI: 8, FENGHUANG: 9}, references, of="nation")
    row = row_of(now, LUXI)
    assert row["average_source"] == expected[1]
    if expected[0] is None:
        assert row["state"] == "needs_average"
        return
    assert row["earned"] == expected[0]
    assert ("全国平均", f"{references[NATION] * 100:.2f}%") in explain_score(now, LUXI, "meetings")
    assert now.framework.measure("meetings").rule.describe() == "不低于全国平均得满分，低于全国平均不得分"  # type: ignore[union-attr]


def test_the_nations_average_is_not_taken_for_the_provinces(tmp_path: Path) -> None:
    row = row_of(compared(tmp_path, {LUXI: 8}, {NATION: 0.1}), LUXI)
    assert row["state"] == "needs_average"


def test_the_nations_growth_makes_the_number_that_a_county_should_have(tmp_path: Path) -> None:
    """泸溪 100 workers last year, 102 now: more than last year, and by the nation's 3 % it should have 103. Unknown, it costs nothing."""
    framework = read_framework("consolidation_2021")
    rows = [
        {"place_code": f"{LUXI}{town}", "place_name": "某乡", "county_code": LUXI, "period": period, "item": "workers",
         "item_title": "务工就业", "target_count": 50, "done_count": done}
        for period, counts in (("2020-11", (50, 50)), (NOW, (51, 51)))
        for town, done in zip(("101", "102"), counts, strict=True)
    ]  # fmt: skip
    place = [{"code": LUXI, "name": "泸溪县", "level": "county", "league": "脱贫县"}]
    nation = {
        "place_code": NATION,
        "place_name": "全国",
        "period": NOW,
        "measure": "workers_kept_growth",
        "value": 0.03,
    }
    found = {}
    for name, given in (("known", [nation]), ("unknown", [])):
        store = Store(tmp_path / name)
        for table, written in (("places", place), ("township_progress", rows), ("reference_values", given)):
            if written:
                write_rows(store, table, written)
        now = evaluate(store, framework, NOW, AREA)
        row = now.measures.query("measure == 'workers_kept'").iloc[0]
        found[name] = row[["earned", "average_source"]].tolist(), dict(explain_score(now, LUXI, "workers_kept"))
    assert found["known"][0] == [1.5, "growth"] and found["unknown"][0] == [3, ""]
    said, unsaid = (found[name][1] for name in ("known", "unknown"))
    assert (said["按全国平均增幅"], said["增幅高于全国平均"]) == ("103 人", "没有达到，占 50% 的分")
    assert said["补到满分"] == "再完成 2 人" and unsaid["增幅高于全国平均"].startswith("全国平均增幅没有导入，说不清")
