"""Grades are set by a person with a reason, kept with their history, and never follow from a score."""

from pathlib import Path

import pytest

from core.errors import UserError
from core.places.index import Place
from indicators.figures.grades import Grade, grade_history, read_grades, set_grade
from store.versions import Store

ALLOWED = ("好", "较好", "一般", "差")
FENGHUANG = Place("433123", "凤凰县", "county", "433100", "脱贫县", None, None, "湖南省湘西州凤凰县")
LUXI = Place("433122", "泸溪县", "county", "433100", "脱贫县", None, None, "湖南省湘西州泸溪县")


def grade(place: Place = FENGHUANG, grade: str = "好", reason: str = "责任落实到位", set_by: str = "州工作组") -> Grade:
    return Grade(place, "2021", grade, reason, set_by)


def test_nothing_set_is_empty(tmp_path: Path) -> None:
    assert read_grades(Store(tmp_path), "2021").empty
    assert grade_history(Store(tmp_path), "433123", "2021").empty


def test_a_grade_is_stored_as_a_version_with_who_and_why(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert set_grade(store, grade(), ALLOWED) == "grades@0"
    assert read_grades(store, "2021").to_dict("records") == [
        {"place_code": "433123", "grade": "好", "reason": "责任落实到位", "set_by": "州工作组"}
    ]
    entry = store.history("grades")[0]
    assert (entry.who, entry.file_name, entry.note) == ("州工作组", "页面填写", "凤凰县 2021年等次：好")
    assert read_grades(store, "2020").empty


def test_a_new_grade_replaces_only_that_county_and_keeps_the_old_in_the_history(tmp_path: Path) -> None:
    store = Store(tmp_path)
    set_grade(store, grade(), ALLOWED)
    set_grade(store, grade(LUXI, "一般", "资产闲置"), ALLOWED)
    set_grade(store, grade(grade="较好", reason=" 复核后调整 "), ALLOWED)
    now = read_grades(store, "2021").set_index("place_code")["grade"].to_dict()
    assert now == {"433122": "一般", "433123": "较好"}
    history = grade_history(store, "433123", "2021")
    assert history["grade"].tolist() == ["较好", "好"]
    assert history["reason"].tolist() == ["复核后调整", "责任落实到位"]
    assert history["label"].tolist() == ["grades@2", "grades@0"]


def test_rolling_back_shows_in_the_history(tmp_path: Path) -> None:
    store = Store(tmp_path)
    set_grade(store, grade(), ALLOWED)
    set_grade(store, grade(grade="差", reason="误填"), ALLOWED)
    store.rollback("grades@0", "管理员", "导错了文件")
    assert grade_history(store, "433123", "2021")["grade"].tolist() == ["好", "差", "好"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (grade(grade="优秀"), "等次"),
        (grade(grade=""), "等次"),
        (grade(reason="  "), "理由"),
        (grade(set_by=""), "评定人"),
        (grade(reason="字" * 501), "理由"),
    ],
)
def test_a_grade_without_choice_reason_or_name_is_refused(tmp_path: Path, wrong: Grade, field: str) -> None:
    with pytest.raises(UserError) as caught:
        set_grade(Store(tmp_path), wrong, ALLOWED)
    assert caught.value.field == field
    assert Store(tmp_path).versions() == {}


def test_a_place_has_a_grade_in_each_area_of_work(tmp_path: Path) -> None:
    store = Store(tmp_path)
    set_grade(store, grade(), ALLOWED)
    set_grade(store, Grade(FENGHUANG, "2021", "一般", "协议未完成", "州协作办", "东西部协作"), ALLOWED)
    assert read_grades(store, "2021")["grade"].tolist() == ["好"]
    assert read_grades(store, "2021", "东西部协作")["grade"].tolist() == ["一般"]
    assert grade_history(store, "433123", "2021", "东西部协作")["reason"].tolist() == ["协议未完成"]
    assert grade_history(store, "433123", "2021")["reason"].tolist() == ["责任落实到位"]
