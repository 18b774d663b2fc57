"""The archive: what is declared, files kept with their day and every version, what is there, missing and out of date."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from core.errors import UserError
from core.places.index import PlaceIndex
from indicators.declared import DEFAULT_FRAMEWORK, DEFINITIONS_FOLDER, read_framework
from ledger.archive.documents import Upload, inside, keep_document, list_documents, newest_documents, read_document
from ledger.archive.items import Archive, Item, read_archive
from ledger.archive.state import (
    MISSING,
    OUTDATED,
    THERE,
    count_states,
    document_states,
    heat_of,
    light_of,
    list_lacking,
    needed_places,
)
from ledger.book.evidence import kept_path
from ledger.book.ledger import Ledger
from ledger.book.models import DocumentRow

TODAY = date(2021, 11, 20)
COUNTY, TOWN, OTHER_TOWN, VILLAGE = "433123", "433123901", "433123902", "433123901201"
PLACES = PlaceIndex(
    [
        {"code": TOWN, "name": "甲镇", "level": "township"},
        {"code": OTHER_TOWN, "name": "乙镇", "level": "township"},
        {"code": VILLAGE, "name": "一村", "level": "village"},
    ]
)


def make_item(
    name: str = "plan", level: str = "village", months: int = 3, indicator: str = "防止返贫监测和帮扶"
) -> Item:
    return Item(name, f"资料{name}", indicator, level, "乡村振兴局", "写明日期", "测试", months)


def put(ledger: Ledger, item: Item, place: str, made_on: date | None, text: str = "正文", who: str = "张三") -> int:
    upload = Upload(item, place, "资料.txt", text.encode(), made_on)
    return keep_document(ledger, upload, who, TODAY).id


# declarations


def test_the_declared_items_cover_every_indicator_and_level() -> None:
    archive = read_archive(DEFAULT_FRAMEWORK)
    titles = [cut.title for cut in read_framework(DEFAULT_FRAMEWORK).indicators]
    assert {item.indicator for item in archive.items} == set(titles)
    assert {item.level for item in archive.items} == {"county", "township", "village"}
    order = [titles.index(item.indicator) for item in archive.items]
    assert order == sorted(order)
    assert archive.find("household_plans") in archive.items and archive.find("nothing") is None


def test_a_framework_without_an_archive_has_no_items() -> None:
    assert read_archive("county_statistics").items == ()


GOOD = {
    "id": "a",
    "title": "甲",
    "indicator": "就业稳岗",
    "level": "county",
    "department": "人社局",
    "must_say": "日期",
    "source": "讲话",
}


def declared(folder: Path, items: Any) -> Path:
    home = folder / DEFAULT_FRAMEWORK
    (home / "archive").mkdir(parents=True)
    for path in (DEFINITIONS_FOLDER / DEFAULT_FRAMEWORK).glob("**/*.yaml"):
        if path.parent.name != "archive":
            (home / path.name).write_bytes(path.read_bytes())
    (home / "archive" / "items.yaml").write_text(yaml.safe_dump({"items": items}, allow_unicode=True), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([GOOD | {"extra": 1}], "a.extra」：不认识的字段"),
        ([{name: value for name, value in GOOD.items() if name != "must_say"}], "a.must_say」：缺少必填字段"),
        ([GOOD | {"indicator": "没有这项"}], "a.indicator」：取值不在允许范围"),
        ([GOOD | {"level": "province"}], "a.level」：取值不在允许范围"),
        ([GOOD | {"valid_months": -1}], "a.valid_months」：应为整数个月"),
        ([GOOD | {"valid_months": "一年"}], "a.valid_months」：应为整数个月"),
        ([GOOD, GOOD], "编号重复"),
        (["甲"], "一份资料应为若干"),
        ("甲", "应有 items"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_place(tmp_path: Path, items: Any, said: str) -> None:
    with pytest.raises(UserError) as refused:
        read_archive(DEFAULT_FRAMEWORK, declared(tmp_path, items))
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("months", "made_on", "until"),
    [
        (3, date(2021, 8, 20), date(2021, 11, 20)),
        (3, date(2021, 11, 30), date(2022, 2, 28)),
        (1, date(2021, 12, 31), date(2022, 1, 31)),
        (12, date(2020, 2, 29), date(2021, 2, 28)),
        (0, date(2016, 1, 1), None),
        (3, None, None),
    ],
)
def test_how_long_a_document_counts(months: int, made_on: date | None, until: date | None) -> None:
    assert make_item(months=months).valid_until(made_on) == until


# files


def test_every_version_stays_and_the_newest_day_comes_first(ledger: Ledger) -> None:
    item = make_item()
    old = put(ledger, item, VILLAGE, date(2021, 10, 1), "十月")
    first = put(ledger, item, VILLAGE, date(2021, 11, 1), "十一月")
    late = put(ledger, item, VILLAGE, date(2021, 9, 1), "九月补传")
    versions = list_documents(ledger.engine, item.id, VILLAGE)
    assert [one.id for one in versions] == [first, old, late]
    document, content = read_document(ledger, late)
    assert content.decode() == "九月补传" and document.who == "张三" and document.name == "资料.txt"
    newest = newest_documents(ledger.engine, COUNTY)
    assert newest.to_dict("records") == [
        {"item": "plan", "place_code": VILLAGE, "made_on": date(2021, 11, 1), "versions": 3}
    ]


def test_the_very_file_that_is_there_is_not_kept_twice(ledger: Ledger) -> None:
    item = make_item()
    put(ledger, item, VILLAGE, date(2021, 11, 1))
    with pytest.raises(UserError, match="已经在档"):
        put(ledger, item, VILLAGE, date(2021, 11, 1))
    put(ledger, item, VILLAGE, date(2021, 11, 2))
    assert len(list_documents(ledger.engine, item.id, VILLAGE)) == 2


@pytest.mark.parametrize(
    ("item", "place", "made_on", "who", "said"),
    [
        (make_item(), VILLAGE, None, "张三", "请填写成文日期"),
        (make_item(), VILLAGE, date(2021, 11, 21), "张三", "不能晚于今天"),
        (make_item(), TOWN, date(2021, 11, 1), "张三", "这是村级资料"),
        (make_item(), "433100", date(2021, 11, 1), "张三", "这是村级资料"),
        (make_item(), VILLAGE, date(2021, 11, 1), " ", "办理人姓名"),
    ],
)
def test_what_may_not_be_kept(
    ledger: Ledger, item: Item, place: str, made_on: date | None, who: str, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        put(ledger, item, place, made_on, who=who)
    assert newest_documents(ledger.engine, "").empty


def test_a_file_of_another_kind_is_refused(ledger: Ledger) -> None:
    upload = Upload(make_item(), VILLAGE, "工具.exe", b"MZ", date(2021, 11, 1))
    with pytest.raises(UserError, match="只收这些文件"):
        keep_document(ledger, upload, "张三", TODAY)


def test_a_file_name_never_leaves_its_folder(ledger: Ledger) -> None:
    upload = Upload(make_item(), VILLAGE, "../../etc/资料.txt", b"x", date(2021, 11, 1))
    assert keep_document(ledger, upload, "张三", TODAY).name == "资料.txt"


def test_a_file_that_was_changed_on_disk_is_not_handed_out(ledger: Ledger) -> None:
    kept = put(ledger, make_item(), VILLAGE, date(2021, 11, 1))
    document, _ = read_document(ledger, kept)
    kept_path(ledger.folder, document.digest).write_bytes(b"changed")
    with pytest.raises(UserError, match="丢失或被改动"):
        read_document(ledger, kept)
    with pytest.raises(UserError, match="没有这份文件"):
        read_document(ledger, kept + 1)


@pytest.mark.parametrize(("scope", "count"), [("", 2), ("100000", 2), ("430000", 2), ("433100", 2), (COUNTY, 1), (TOWN, 1),
                                              (OTHER_TOWN, 0), (VILLAGE, 1), ("520000", 0)])  # fmt: skip
def test_a_scope_holds_what_lies_in_it(ledger: Ledger, scope: str, count: int) -> None:
    put(ledger, make_item(), VILLAGE, date(2021, 11, 1))
    put(ledger, make_item(), "433122901201", date(2021, 11, 1))
    assert len(newest_documents(ledger.engine, scope)) == count
    assert len(list(inside(DocumentRow.place_code, scope))) == (2 if scope not in ("", "100000") else 0)


# states


def newest(*rows: tuple[str, str, date | None]) -> pd.DataFrame:
    frame = pd.DataFrame([(*row, 1) for row in rows], columns=["item", "place_code", "made_on", "versions"])
    return frame.astype({"item": object, "place_code": object, "made_on": object})


ARCHIVE = Archive("small", "", (make_item("once", "county", 0, "就业稳岗"), make_item("plan", "village", 3)))


@pytest.mark.parametrize(
    ("item", "place", "made_on", "state"),
    [
        ("plan", VILLAGE, date(2021, 8, 20), THERE),
        ("plan", VILLAGE, date(2021, 8, 19), OUTDATED),
        ("plan", VILLAGE, None, OUTDATED),
        ("once", COUNTY, date(2016, 1, 1), THERE),
        ("once", COUNTY, None, THERE),
    ],
)
def test_a_document_counts_up_to_its_last_day(item: str, place: str, made_on: date | None, state: str) -> None:
    states = document_states(ARCHIVE, [COUNTY, TOWN, VILLAGE], newest((item, place, made_on)), TODAY)
    assert dict(zip(states["item"], states["state"], strict=True)) == {"once": MISSING, "plan": MISSING} | {item: state}


def test_files_of_places_and_items_not_asked_for_do_not_count() -> None:
    kept = newest(("gone", VILLAGE, TODAY), ("plan", "433123901209", TODAY), ("plan", TOWN, TODAY))
    states = document_states(ARCHIVE, [COUNTY, TOWN, VILLAGE], kept, TODAY)
    assert len(states) == 2 and set(states["state"]) == {MISSING}


def test_counts_add_up_and_rows_of_the_place_itself_stay_apart() -> None:
    states = document_states(ARCHIVE, [COUNTY, TOWN, VILLAGE], newest(("plan", VILLAGE, TODAY)), TODAY)
    towns = count_states(states, ["place_code"], 9).set_index("place_code")
    assert list(towns.index) == [COUNTY, TOWN]
    assert towns.loc[TOWN, "share"] == 1 and towns.loc[COUNTY, "share"] == 0
    whole = count_states(states, []).iloc[0]
    assert (whole["needed"], whole["there"], whole["outdated"], whole["missing"]) == (2, 1, 0, 1)
    by_indicator = count_states(states, ["indicator"])
    assert by_indicator["needed"].sum() == whole["needed"]
    assert [light_of(share) for share in (1.0, 0.99, 0.8, 0.79, float("nan"))] == [
        "normal", "warning", "warning", "behind", "not_applicable",
    ]  # fmt: skip
    assert [heat_of(share) for share in (1.0, 0.99, 0.94, 0.89, 0.8, 0.79, 0.1, float("nan"))] == [
        0,
        1,
        2,
        3,
        3,
        4,
        5,
        0,
    ]


def test_nothing_needed_is_no_division_by_zero() -> None:
    empty = document_states(Archive("small", "", ()), [COUNTY], newest(), TODAY)
    assert empty.empty and count_states(empty, []).iloc[0]["needed"] == 0
    assert count_states(empty, ["place_code"], 6).empty and list_lacking(empty).empty


def test_what_lacks_is_listed_missing_first() -> None:
    archive = Archive("small", "", (make_item("a"), make_item("b")))
    states = document_states(archive, [VILLAGE], newest(("a", VILLAGE, date(2020, 1, 1))), TODAY)
    assert list(list_lacking(states)["item"]) == ["b", "a"]


def test_the_places_that_have_documents() -> None:
    def codes(at: str) -> list[str]:
        return [place.code for place in needed_places(PLACES, [COUNTY, "433122"], at)]

    assert codes("433100") == ["433122", COUNTY, TOWN, OTHER_TOWN, VILLAGE]
    assert codes(COUNTY) == [COUNTY, TOWN, OTHER_TOWN, VILLAGE]
    assert codes(TOWN) == [TOWN, VILLAGE]
    assert codes(VILLAGE) == [VILLAGE]
    assert codes("520000") == []
