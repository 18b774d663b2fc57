"""登记, 批量办理 and 导入清单 on the page 问题台账."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from ledger.book.ledger import Ledger, open_ledger
from ledger.exported.writing_out import export_bytes
from ledger.looking.searching import ProblemFilter
from pages.parts.ledger import bulk as ledger_bulk
from tests.pages.ledger.case import TODAY, office, sign
from tests.pages.opening import answer_of, open_page, text_of

__all__ = ["office"]


def click(page: object, label: str) -> None:
    """Click the button that says so."""
    next(button for button in page.button if button.label == label).click().run()  # type: ignore[attr-defined]


def test_a_problem_is_registered_by_hand(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODAY", TODAY.isoformat())
    page = sign(open_page("ledger", view="new", place=""), "甲")
    page.selectbox(key="new_county").select("433123").run()
    page.selectbox(key="new_source").select("国家暗访")
    page.text_input(key="new_title").set_value("饮水不达标")
    page.date_input(key="new_deadline").set_value(date(2021, 12, 1))
    click(page, "登记")
    problem = open_ledger(empty_folder).read(1)
    assert (problem.place_code, problem.place_name, problem.source) == ("433123", "凤凰县", "国家暗访")
    assert (problem.deadline, problem.opened_on) == (date(2021, 12, 1), TODAY)
    assert answer_of(page).startswith("凤凰县：饮水不达标") and "已登记，编号 2021-00001" in text_of(page)


def test_what_the_ledger_knows_is_not_registered_twice(office: Ledger) -> None:
    page = sign(open_page("ledger", view="new"), "甲")
    page.selectbox(key="new_source").select("信访")
    page.text_input(key="new_title").set_value("断电")
    click(page, "登记")
    again = sign(open_page("ledger", view="new"), "乙")
    again.selectbox(key="new_source").select("媒体")
    again.text_input(key="new_title").set_value("断 电！")
    click(again, "登记")
    assert "台账里已有这个问题（2021-00007），没有重复登记" in text_of(again)
    assert [seen["source"] for seen in office.sightings(7)] == ["信访", "媒体"]


def test_a_form_without_name_or_words_is_refused_in_words(office: Ledger) -> None:
    page = open_page("ledger", view="new")
    click(page, "登记")
    assert "不能为空" in text_of(page) or "办理人" in text_of(page)
    page = sign(page, "甲")
    page.selectbox(key="new_source").select("信访")
    click(page, "登记")
    assert "字段「问题」：不能为空" in text_of(page)


def test_many_are_changed_at_once_and_who_was_first_is_told_by_problem(
    office: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_bulk, "_draw_grid", lambda asked, chosen: [0, 1, 5])
    page = sign(open_page("ledger", view="bulk"), "丁")
    office.change(1, 1, {"person": "周海"}, "戊")
    page.text_input(key="bulk_person").set_value("郑一")
    click(page, "写进选中的 3 个")
    said = text_of(page)
    assert "已写入 1 个，2 个没有写入" in said
    assert (
        "2021-00001：" in said
        and "戊 刚改过同一栏" in said
        and "2021-00006：" in said
        and "已销号的问题不能再改" in said
    )
    assert [office.read(number).person for number in (1, 2, 6)] == ["周海", "郑一", "李建国"]


def test_an_empty_bulk_form_changes_nothing(office: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_bulk, "_draw_grid", lambda asked, chosen: [0])
    page = sign(open_page("ledger", view="bulk"), "丁")
    click(page, "写进选中的 1 个")
    assert "没有填写要改的内容" in text_of(page) and office.read(1).version == 1


def test_without_a_choice_nothing_can_be_written(office: Ledger) -> None:
    page = sign(open_page("ledger", view="bulk"), "丁")
    assert next(button for button in page.button if button.label == "写进选中的 0 个").disabled


def make_list() -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["序号", "问题来源", "地区", "具体问题", "责任单位", "整改时限"])
    page.append([1, "国家暗访", "凤凰县", "饮水工程没有人管护", "水利局", "2021年12月20日"])
    page.append([2, "国家暗访", "凤凰县", "<script>危房有人住</script>", "住建局", "尽快"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_list_is_looked_at_and_then_taken_in(office: Ledger) -> None:
    page = sign(open_page("ledger", view="import"), "甲")
    page.file_uploader[0].upload("暗访.xlsx", make_list()).run()
    said = text_of(page)
    assert "新登记 2 行" in said and "尽快" in said
    assert not any("<script>危" in str(block.proto.body) for block in page.get("html"))
    page.button(key="ledger_import_now").click().run()
    assert "已导入：新登记 2 行" in text_of(page)
    assert office.read(7).department == "水利局" and office.read(7).deadline == date(2021, 12, 20)


def test_our_own_workbook_comes_back_with_the_edited_cells_only(office: Ledger) -> None:
    content = export_bytes(office, ProblemFilter(), TODAY)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    cells = {
        str(cell.value).split("\n")[0]: cell for row in sheet.iter_rows() for cell in row if cell.value is not None
    }
    column, header = cells["责任人"].column, cells["责任人"].row
    sheet.cell(header + 1, column).value = "周海"
    buffer = io.BytesIO()
    book.save(buffer)
    page = sign(open_page("ledger", view="import"), "丁")
    page.file_uploader[0].upload("台账.xlsx", buffer.getvalue()).run()
    assert "改了 1 格" in text_of(page)
    page.button(key="ledger_import_now").click().run()
    assert "已写入 1 格" in text_of(page)
    assert [office.read(number).person for number in (1, 2)] == ["周海", "王小明"]


def test_a_file_that_is_no_list_is_refused_in_words(office: Ledger) -> None:
    page = sign(open_page("ledger", view="import"), "甲")
    page.file_uploader[0].upload("收入.csv", "甲,乙\n1,2\n".encode()).run()
    assert "没有认出问题清单" in text_of(page) and not page.exception
