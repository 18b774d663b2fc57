"""The page 操作记录, and that what is done on pages and by commands goes into the record."""

from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from access.audit import Act, Line, Record, Wanted, open_record
from access.audit.guarding import guard, unguard
from core.database import writing
from core.errors import UserError
from core.settings import data_dir
from ledger.book import Draft, Ledger
from pages.parts.common import acts
from tests.pages.ledger.case import office, sign
from tests.pages.opening import answer_of, open_page, text_of

__all__ = ["office"]


@pytest.fixture
def record(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    monkeypatch.delenv("LEDGER_URL", raising=False)
    monkeypatch.delenv("AUDIT_KEY_FILE", raising=False)
    return open_record(empty_folder)


def lines_of(act: str = "") -> list[Line]:
    return open_record(data_dir()).find(Wanted(act=act), 99)[0]


def click(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def test_without_a_line_the_page_says_so(record: Record) -> None:
    assert "没有操作记录" in answer_of(open_page("acts"))


def test_lines_are_filtered_by_kind_person_and_day(record: Record) -> None:
    for number in range(3):
        record.add(Act("view", f"household/433123/{number:012x}", "甲", "jia", "10.3.0.7"))
    record.add(Act("export", "file/ranking", "乙", result="refused", why="<b>没有</b>权限"))
    page = open_page("acts")
    assert answer_of(page) == "近 30 天 4 次操作，2 人，1 次被拒或失败"
    said = text_of(page)
    assert "看记录 3" in said and "户 433123 000000000002" in said and "<b>没有</b>权限" in said
    assert answer_of(open_page("acts", act="export")).startswith("近 30 天 1 次操作")
    assert (
        answer_of(open_page("acts", since="2020-01-01", until="2020-01-02")) == "2020年1月1日至2020年1月2日没有操作记录"
    )
    assert answer_of(open_page("acts", since="x", act="猜")).startswith("近 30 天 4 次操作")
    page = open_page("acts")
    page.text_input(key="acts_who").set_value("jia").run()
    assert "3 次操作，1 人" in answer_of(page) and "jia" not in str(page.query_params), "names stay out of addresses"
    assert "不投影" in answer_of(open_page("acts", show="1"))


def test_the_button_says_whether_the_record_is_whole(record: Record) -> None:
    for _ in range(3):
        record.add(Act("login", "account", "甲"))
    assert "3 条，条条相接" in text_of(click(open_page("acts"), "现在核对"))
    with writing(record.engine) as connection:
        unguard(connection)
        connection.execute(text("UPDATE audit_lines SET who = '乙' WHERE id = 2"))
        guard(connection)
    assert "第 2 条" in text_of(click(open_page("acts"), "现在核对"))


def test_a_step_in_the_ledger_and_the_look_at_a_problem_are_recorded(office: Ledger) -> None:
    problem = office.open(Draft({"source": "信访", "title": "断水"}), "甲").problem
    page = sign(open_page("ledger", problem=str(problem.id)), "乙")
    assert [line.what for line in lines_of("view")] == [f"problem/{problem.id}"], "once a session, not at every click"
    page.button(key=f"ledger_edit_{problem.id}_open").click().run()
    page.text_input(key=f"ledger_edit_{problem.id}_title").set_value("断电")
    click(page, "保存修改")
    (line,) = lines_of("ledger")
    digest = office.events(problem.id)[-1].digest
    assert (
        line.what == f"problem/{problem.id}@2/{digest[:16]}" and line.who == "乙（自填）" and line.counts == {"条": 1}
    )
    assert line.source == acts.HERE, "a client that tells no address is no address"


def test_a_file_is_made_only_once_its_export_is_recorded(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []

    def make() -> bytes:
        made.append(b"x")
        return b"x"

    assert acts.recorded(make, "file/ranking")() == b"x" and [line.what for line in lines_of("export")] == [
        "file/ranking"
    ]
    monkeypatch.setenv("AUDIT_KEY_FILE", str(data_dir() / "away"))
    with pytest.raises(UserError):
        acts.recorded(make, "file/ranking")()
    assert len(made) == 1
    acts.note("view", "household/1/2")
    monkeypatch.delenv("AUDIT_KEY_FILE")
    assert len(lines_of()) == 1, "reading goes on without a line, and nothing is half recorded"


def test_a_record_looked_at_goes_by_the_title_of_its_measure(record: Record) -> None:
    for measure in ("spend_rate", "not_there_any_more"):
        record.add(Act("view", f"record/consolidation_2021/{measure}/433123-1a2b3c4d5e6f", "田一"))
    shown = text_of(open_page("acts"))
    assert "短板记录 衔接资金支出率 433123-1a2b3c4d5e6f" in shown and "spend_rate" not in shown
    assert "短板记录 not_there_any_more 433123-1a2b3c4d5e6f" in shown
