"""Courses over months: what is kept of evaluations, when it is old, and what it says, on the small example reckoned by hand."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from indicators.declared import Framework
from indicators.evaluation import evaluate
from indicators.figures import past
from indicators.figures.past import COURSES, LOST, RANK, SCORE
from store import Store
from tests.indicators.small_case import (
    AREA,
    BEFORE,
    FENGHUANG,
    HUAYUAN,
    JISHOU,
    LUXI,
    NOW,
    small_framework,
    small_store,
    write_rows,
)

SCORES = {
    NOW: {FENGHUANG: 10.0, LUXI: 6.4, HUAYUAN: 5.7},
    BEFORE: {HUAYUAN: 7.5, FENGHUANG: 6.6, LUXI: 5.2},
}


@pytest.fixture
def small(tmp_path: Path) -> tuple[Store, Framework]:
    return small_store(tmp_path / "data"), small_framework(tmp_path / "definitions")


def test_one_evaluation_keeps_its_month_and_the_one_before(small: tuple[Store, Framework]) -> None:
    store, framework = small
    assert past.missing_periods(past.read_past(store, framework, AREA, [BEFORE, NOW]), [BEFORE, NOW]) == [NOW, BEFORE]
    past.evaluate_kept(store, framework, NOW, AREA)
    found = past.read_past(store, framework, AREA, [BEFORE, NOW])
    assert not found["is_old"].any() and past.missing_periods(found, [BEFORE, NOW]) == []
    for period, scores in SCORES.items():
        own = found[found["period"] == period].set_index("place_code")
        assert own["score"].dropna().to_dict() == pytest.approx(scores)
        assert own["lost"].dropna().to_dict() == pytest.approx({code: 10 - score for code, score in scores.items()})
        assert own["rank"].dropna().to_dict() == {code: at for at, code in enumerate(scores, 1)}
    assert pd.isna(found.set_index(["period", "place_code"]).loc[(NOW, JISHOU), "score"]), "too little was reported"
    direct = evaluate(store, framework, BEFORE, AREA).places.set_index("place_code")["score"]
    kept = found[found["period"] == BEFORE].set_index("place_code")["score"]
    assert kept.dropna().to_dict() == pytest.approx(direct.drop(JISHOU).to_dict())
    file = store.folder / past.PAST_FOLDER / framework.id / f"{AREA}_{NOW}.json"
    file.write_text("{", encoding="utf-8")
    assert set(past.read_past(store, framework, AREA, [BEFORE, NOW])["period"]) == {BEFORE}, (
        "a broken file counts as none"
    )


def test_another_import_makes_what_is_kept_old_and_shown_as_such(small: tuple[Store, Framework]) -> None:
    store, framework = small
    past.evaluate_kept(store, framework, NOW, AREA)
    row = {
        "place_code": LUXI,
        "place_name": "泸溪县",
        "county_code": LUXI,
        "period": NOW,
        "item": "meetings_held",
        "value": 10.0,
    }
    write_rows(store, "indicator_values", [row])
    found = past.read_past(store, framework, AREA, [BEFORE, NOW])
    assert found["is_old"].all() and past.missing_periods(found, [BEFORE, NOW]) == [NOW, BEFORE]
    past.evaluate_kept(store, framework, NOW, AREA)
    again = past.read_past(store, framework, AREA, [NOW]).set_index("place_code")
    assert again.loc[LUXI, "score"] == pytest.approx(8.0) and not again["is_old"].any()


def test_a_day_of_the_past_and_tables_changed_meanwhile_are_not_kept(small: tuple[Store, Framework]) -> None:
    store, framework = small
    key = past.tables_key(store, framework)
    past.keep_evaluation(store, evaluate(store, framework, BEFORE, AREA, date(2021, 10, 5)), key)
    past.keep_evaluation(store, evaluate(store, framework, BEFORE, AREA), "of other tables")
    assert past.read_past(store, framework, AREA, [BEFORE]).empty


def frame_of(name: str, values: dict[str, tuple[float | None, ...]], periods: tuple[str, ...]) -> pd.DataFrame:
    rows = [
        {"place_code": code, "place_name": f"{code}县", "period": period, name: value}
        for code, own in values.items()
        for period, value in zip(periods, own, strict=True)
    ]
    return pd.DataFrame(rows).astype({name: float})


PERIODS = ("2021-09", "2021-10", "2021-11")


def test_a_course_goes_from_the_first_known_month_to_the_last() -> None:
    frame = frame_of(SCORE, {"甲": (50.0, None, 60.0), "乙": (None, 70.0, 65.5), "丙": (None, None, 80.0)}, PERIODS)
    changes = past.list_changes(past.course_points(frame, COURSES[SCORE]), COURSES[SCORE]).set_index("place_code")
    assert list(changes.index) == ["丙", "乙", "甲"], "the best of the newest month first"
    assert changes.loc["甲", "values"] == (50.0, 60.0)
    assert (
        past.say_place(changes.loc["甲"], COURSES[SCORE])
        == "甲县得分由2021年9月的 50.00 分 到2021年11月的 60.00 分（▲10.00 分）"
    )
    assert past.say_place(changes.loc["丙"], COURSES[SCORE]).endswith("还没有更早的月份可比")
    said = past.say_area(changes.reset_index(), COURSES[SCORE])
    assert said == "3 个县得分自2021年9月以来：甲县进步最大（▲10.00 分），乙县退步最大（▼4.50 分）"


def test_a_rank_rises_when_its_number_falls() -> None:
    frame = frame_of(RANK, {"甲": (3.0, 2.0, 1.0), "乙": (1.0, 1.0, 2.0)}, PERIODS)
    changes = past.list_changes(past.course_points(frame, COURSES[RANK]), COURSES[RANK]).set_index("place_code")
    assert list(changes.index) == ["甲", "乙"]
    assert past.say_place(changes.loc["甲"], COURSES[RANK]).endswith("（▲2）")
    assert "乙县退步最大（▼1）" in past.say_area(changes.reset_index(), COURSES[RANK])


def test_fewer_marks_lost_are_progress() -> None:
    frame = frame_of(LOST, {"甲": (9.0, 5.0, 2.0), "乙": (1.0, 1.0, 4.0)}, PERIODS)
    changes = past.list_changes(past.course_points(frame, COURSES[LOST]), COURSES[LOST])
    assert (
        past.say_area(changes, COURSES[LOST])
        == "2 个县失分自2021年9月以来：甲县进步最大（▼7.00 分），乙县退步最大（▲3.00 分）"
    )
    means = past.mean_course(frame, COURSES[LOST]).set_index("period")["value"]
    assert means.to_dict() == {"2021-09": 5.0, "2021-10": 3.0, "2021-11": 3.0}
