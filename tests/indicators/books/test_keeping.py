"""Books on disk: versions that never change, a log that alone makes them count, and what is refused."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from indicators.books import (
    copy,
    find_book,
    keeping,
    list_books,
    list_faults,
    put_in_force,
    read_book,
    read_history,
    roll_back,
    save,
    withdraw,
)  # fmt: skip
from indicators.declared import framework_ids, read_framework, shelf
from tests.indicators.books.conftest import small


def states(book: str) -> list[tuple[int, str, str]]:
    return [(event.version, event.did, event.state) for event in read_history(book)]


def test_a_saved_book_is_a_draft_that_no_page_evaluates_by() -> None:
    made = save(small(), "张三", "今年的办法")
    assert made == "b0001@1"
    assert read_book("b0001")["measures"] == small()["measures"]
    assert states("b0001") == [(1, "saved", "draft")]
    assert "b0001" not in framework_ids() and read_framework("b0001@1").title == "小办法"
    assert (find_book("b0001").state, find_book("b0001").version) == ("draft", 1)


def test_who_and_why_are_written_down_in_utc() -> None:
    save(small(), " 张三 ", "今年\n的办法")
    event = read_history("b0001")[0]
    assert (event.who, event.why) == ("张三", "今年 的办法")
    assert event.when.endswith("+00:00")


@pytest.mark.parametrize(
    ("who", "why", "field"), [("", "因", "办理人"), ("张三", "  ", "原因"), ("张" * 41, "因", "办理人")]
)
def test_nothing_is_kept_unsigned(who: str, why: str, field: str) -> None:
    with pytest.raises(UserError) as refused:
        save(small(), who, why)
    assert refused.value.field == field
    assert not shelf.office_ids()


def test_a_book_in_force_stays_as_it_is_while_its_next_version_is_a_draft() -> None:
    put_in_force(save(small(), "张三", "启用"), "李四", "局务会通过")
    save(small(title="改过的"), "张三", "改名", into="b0001", seen=1)
    assert read_framework("b0001").title == "小办法" and read_framework("b0001@2").title == "改过的"
    assert framework_ids()[-1] == "b0001"
    book = find_book("b0001")
    assert (book.state, book.version, book.newest) == ("in_force", 1, 2)
    put_in_force("b0001@2", "李四", "换新版")
    assert read_framework("b0001").title == "改过的"
    withdraw("b0001", "李四", "作废")
    assert "b0001" not in framework_ids() and find_book("b0001").state == "withdrawn"
    assert read_framework("b0001").title == "改过的"


def test_rolling_back_is_a_version_more_and_in_force_where_the_book_was() -> None:
    put_in_force(save(small(), "张三", "启用"), "李四", "通过")
    put_in_force(save(small(title="改过的"), "张三", "改名", into="b0001"), "李四", "通过")
    roll_back("b0001@1", "王五", "改错了")
    assert states("b0001")[-1] == (3, "rolled_back", "in_force")
    assert read_history("b0001")[-1].of == "b0001@1"
    assert read_framework("b0001").title == "小办法" and read_book("b0001@3") == read_book("b0001@1")


INCOMPLETE: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"points": 4}, {}, "分值对不上"),
    ({"met": "no_such_column > 1"}, {}, "没有这一列"),
    ({"met": "item > 1"}, {}, "表达式的类型不对"),
    ({"scoring": {"rule": "linear", "zero_at": 0.5, "full_at": 95}}, {}, "这条线达不到"),
    ({"scoring": {"rule": "threshold", "full_at": 1.2}}, {}, "这条线达不到"),
    ({"table": None}, {}, "缺少必填字段"),
    ({"table": "nowhere"}, {}, "取值不在允许范围"),
    ({}, {"points": 6}, "总分对不上"),
]


@pytest.mark.parametrize(("measure", "framework", "rule"), INCOMPLETE)
def test_what_is_incomplete_is_kept_and_not_put_in_force(
    measure: dict[str, Any], framework: dict[str, Any], rule: str
) -> None:
    made = save(small(measure, **framework), "张三", "还没写完")
    before = shelf.log_path("b0001").read_bytes()
    with pytest.raises(UserError) as refused:
        put_in_force(made, "李四", "启用")
    assert "不能启用" in refused.value.message and rule in refused.value.message
    assert shelf.log_path("b0001").read_bytes() == before
    assert find_book("b0001").state == "draft" and rule in "".join(fault.rule for fault in list_faults(made))


def test_faults_are_named_by_titles_not_by_files() -> None:
    made = save(small({"scoring": {"rule": "linear", "zero_at": 0.5, "full_at": "x"}}), "张三", "写错了")
    (fault,) = list_faults(made)
    assert fault.message.startswith("“完成率”的“计分规则 ▸ 满分线”：应为数字，实际为「x」。")


def test_two_books_for_one_place_and_period_are_refused_by_both_names() -> None:
    put_in_force(save(small(title="甲办法"), "张三", "一"), "李四", "通过")
    second = save(small(title="乙办法", valid_from="2026-06", valid_to=None), "张三", "二")
    with pytest.raises(UserError) as refused:
        put_in_force(second, "李四", "通过")
    assert "甲办法" in refused.value.message and "乙办法" in refused.value.message
    assert [book.state for book in list_books() if not book.is_built_in] == ["in_force", "draft"]
    for changes in ({"place": "433100"}, {"valid_from": "2027-01"}, {"area": "东西部协作"}):
        put_in_force(save(small(title="丙办法", valid_to=None, **changes), "张三", "三"), "李四", "不重叠")


def test_a_copy_is_a_draft_of_the_office_and_built_in_books_stay_as_they_are() -> None:
    made = copy("consolidation_2021", "张三", "明年的", valid_from="2026-01", valid_to="2026-12", place="")
    book = read_book(made)
    assert book["measures"] == read_book("consolidation_2021")["measures"]
    assert (book["framework"]["valid_from"], book["framework"]["framework"]) == ("2026-01", "b0001")
    assert book["framework"]["title"].endswith("（副本）")
    assert read_history(made)[0].of == "consolidation_2021"
    with pytest.raises(UserError, match="只读"):
        withdraw("consolidation_2021", "张三", "不要了")
    with pytest.raises(UserError, match="没有这个办法"):
        save(small(), "张三", "改", into="consolidation_2021")


def test_who_saved_in_between_is_told_and_nothing_is_overwritten() -> None:
    save(small(), "张三", "一")
    save(small(title="李四的"), "李四", "二", into="b0001", seen=1)
    with pytest.raises(UserError, match="李四已保存了第2版"):
        save(small(title="张三的"), "张三", "三", into="b0001", seen=1)
    assert shelf.newest(read_history("b0001")) == 2


@pytest.mark.parametrize("name", ["../done", "Done", "完成率", "framework", ""])
def test_a_name_that_is_no_file_name_is_refused(name: str) -> None:
    book = small()
    book["measures"] = {name: book["measures"]["done"]}
    with pytest.raises(UserError, match="编号"):
        save(book, "张三", "一")


@pytest.mark.parametrize("step", ["write_raw", "keep_names", "write_whole"])
def test_killed_at_any_moment_the_book_is_as_before(step: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(small(), "张三", "一")
    usual = getattr(keeping, step)

    def die(*arguments: Any) -> None:
        if step == "write_raw":
            usual(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keeping, step, die)
        with pytest.raises(KeyboardInterrupt):
            save(small(title="没存上"), "张三", "二", into="b0001")
    assert states("b0001") == [(1, "saved", "draft")] and read_framework("b0001").title == "小办法"
    assert save(small(title="再存"), "张三", "二", into="b0001") == "b0001@2"
    assert read_framework("b0001@2").title == "再存"
    assert sorted(path.name for path in (data / "books" / "b0001").iterdir()) == ["0001", "0002", "log.jsonl"]


def test_one_broken_book_is_listed_and_touches_no_other() -> None:
    for title, first in (("甲", "2026-01"), ("乙", "2025-01")):
        book = small(title=title, valid_from=first, valid_to=first)
        put_in_force(save(book, "张三", "一"), "李四", "通过")
    shelf.log_path("b0001").write_text("{不是记录", encoding="utf-8")
    books = {book.id: book for book in list_books()}
    assert books["b0001"].state == "broken" and "记录读不了" in books["b0001"].problem
    assert books["b0002"].state == "in_force" and books["consolidation_2021"].state == "built_in"
    assert read_framework("b0002").title == "乙"


def test_writers_at_once_come_one_after_the_other() -> None:
    save(small(), "张三", "一")
    writers = [threading.Thread(target=save, args=(small(title=f"{n}"), f"{n}", "改", "b0001")) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    events = read_history("b0001")
    assert [event.version for event in events] == list(range(1, 10))
    assert {read_book(f"b0001@{one.version}")["framework"]["title"] for one in events[1:]} == set(map(str, range(8)))
    lines = shelf.log_path("b0001").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["version"] for line in lines] == list(range(1, 10))
