"""One problem on the page 问题台账: its steps with who may take them, files, history; two people at one field."""

import pytest
from streamlit.testing.v1 import AppTest

from ledger.book.ledger import Ledger
from ledger.book.problems import Draft
from ledger.book.words import CLOSED, DONE, IN_HAND
from tests.pages.ledger.case import PDF, follow, office, sign
from tests.pages.opening import answer_of, html_of, open_page, text_of

__all__ = ["office"]


def open_problem(number: int) -> AppTest:
    return open_page("ledger", problem=str(number))


def edit(page: AppTest, number: int, **values: str) -> AppTest:
    """Open the form, write these fields and send it."""
    page.button(key=f"ledger_edit_{number}_open").click().run()
    return send(page, number, **values)


def send(page: AppTest, number: int, **values: str) -> AppTest:
    for name, value in values.items():
        area = name in ("description", "remedy", "result")
        (page.text_area if area else page.text_input)(key=f"ledger_edit_{number}_{name}").set_value(value)
    next(button for button in page.button if button.label == "保存修改").click().run()
    assert not page.exception
    return page


def test_a_problem_says_what_where_who_and_how_long(office: Ledger) -> None:
    page = open_problem(1)
    assert answer_of(page) == "第1村：第1处饮水不达标（水利局 · 王小明，超时限 10 天）"
    said = text_of(page)
    assert "2021-00001" in said and "通报〔2021〕5号" in said and "清单.xlsx · 问题 · 第 3 行" in said
    assert "办理记录 1 条" in said and "登记时填写的" in said


def test_without_a_name_no_step_can_be_taken(office: Ledger) -> None:
    page = open_problem(1)
    assert "请先填写办理人姓名" in text_of(page)
    before = office.read(1)
    page.button(key=f"step_{DONE}").click().run()
    assert "没有完成" in text_of(page) and "请先填写办理人姓名" in text_of(page)
    assert office.read(1) == before


@pytest.mark.parametrize(("who", "why"), [("乙", "报已整改的人不能自己销号"), ("王小明", "责任人以外")])
def test_who_may_not_close_is_told_beside_the_button(office: Ledger, who: str, why: str) -> None:
    office.add_evidence(2, "乙", "照片.pdf", PDF)
    page = sign(open_problem(2), who)
    assert page.button(key=f"step_{CLOSED}").disabled and why in text_of(page)


def test_closing_wants_evidence(office: Ledger) -> None:
    page = sign(open_problem(2), "丁")
    assert page.button(key=f"step_{CLOSED}").disabled and "没有佐证不能销号" in text_of(page)
    page.file_uploader[0].upload("照片.pdf", PDF).run()
    next(button for button in page.button if button.label == "保存佐证").click().run()
    assert "已保存佐证：照片.pdf" in text_of(page) and office.read(2).evidence_count == 1
    page.button(key=f"step_{CLOSED}").click().run()
    problem = office.read(2)
    assert (problem.state, problem.closed_by) == (CLOSED, "丁") and "已办理：复核销号" in text_of(page)
    assert "不能再改" in text_of(page) and not any(button.label == "修改内容" for button in page.button)


def test_sending_back_wants_a_reason_that_stays_on_record(office: Ledger) -> None:
    page = sign(open_problem(2), "丁")
    page.button(key=f"step_{IN_HAND}").click().run()
    assert office.read(2).state == DONE and "须写明原因" in text_of(page)
    page.text_input(key="step_note_2_2").set_value("回访又断水").run()
    page.button(key=f"step_{IN_HAND}").click().run()
    assert office.read(2).state == IN_HAND and "回访又断水" in text_of(page)


def test_a_step_that_another_took_meanwhile_is_refused_in_words(office: Ledger) -> None:
    page = sign(open_problem(1), "丁")
    office.move(1, 1, DONE, "戊")
    page.button(key=f"step_{DONE}").click().run()
    assert "没有完成" in text_of(page) and office.read(1).done_by == "戊"
    assert "戊 又办理过" in text_of(page)


def test_a_file_that_may_not_be_kept_is_refused_in_words(office: Ledger) -> None:
    page = sign(open_problem(1), "丁")
    page.file_uploader[0].upload("照片.pdf", b"MZ not a pdf").run()
    next(button for button in page.button if button.label == "保存佐证").click().run()
    assert "内容不是 .pdf 文件" in text_of(page) and office.evidence(1) == []


def test_progress_is_kept_and_an_empty_line_refused(office: Ledger) -> None:
    page = sign(open_problem(1), "丁")
    page.text_area(key="progress_1").set_value("管道已换 200 米")
    next(button for button in page.button if button.label == "记一笔进展").click().run()
    assert "管道已换 200 米" in text_of(page) and office.events(1)[-1].who == "丁"
    next(button for button in page.button if button.label == "记一笔进展").click().run()
    assert "进展不能为空" in text_of(page)


def test_fields_are_edited_in_place(office: Ledger) -> None:
    page = edit(sign(open_problem(1), "丁"), 1, remedy="换管道", person="周海")
    assert "已保存修改" in text_of(page)
    assert (office.read(1).remedy, office.read(1).person) == ("换管道", "周海")
    assert "整改措施： 未填 → 换管道" in text_of(page)


def test_fields_of_two_people_that_do_not_meet_both_stay(office: Ledger) -> None:
    page = sign(open_problem(1), "丁")
    page.button(key="ledger_edit_1_open").click().run()
    office.change(1, 1, {"person": "周海"}, "戊")
    send(page, 1, remedy="换管道")
    assert (office.read(1).remedy, office.read(1).person) == ("换管道", "周海")


def test_two_people_at_one_field_see_both_and_no_word_is_lost(office: Ledger) -> None:
    page = sign(open_problem(1), "丁")
    page.button(key="ledger_edit_1_open").click().run()
    office.change(1, 1, {"remedy": "修水泵", "department": "发改局"}, "戊")
    send(page, 1, remedy="换管道", person="周海", department="住建局")
    said = text_of(page)
    assert "戊 刚改过同一栏" in said and "修水泵" in said and "换管道" in said
    assert office.read(1).person == "王小明"
    page.radio(key="clash_1_2_remedy").set_value("两者合并").run()
    assert page.text_area(key="clash_1_2_remedy_both").value == "修水泵\n换管道"
    page.radio(key="clash_1_2_department").set_value("用对方的").run()
    page.button(key="clash_save_1").click().run()
    problem = office.read(1)
    assert (problem.remedy, problem.department, problem.person) == ("修水泵\n换管道", "发改局", "周海")
    assert "刚改过同一栏" not in text_of(page)


def test_a_second_clash_while_choosing_is_asked_again(office: Ledger) -> None:
    page = sign(open_problem(1), "丁")
    page.button(key="ledger_edit_1_open").click().run()
    office.change(1, 1, {"remedy": "修水泵"}, "戊")
    send(page, 1, remedy="换管道")
    office.change(1, 2, {"remedy": "打新井"}, "己")
    page.button(key="clash_save_1").click().run()
    assert "己 刚改过同一栏" in text_of(page) and office.read(1).remedy == "打新井"
    page.button(key="clash_save_1").click().run()
    assert office.read(1).remedy == "换管道"


def test_leaving_a_clash_keeps_what_the_other_wrote(office: Ledger) -> None:
    page = sign(open_problem(1), "丁")
    page.button(key="ledger_edit_1_open").click().run()
    office.change(1, 1, {"remedy": "修水泵"}, "戊")
    send(page, 1, remedy="换管道")
    page.button(key="clash_leave_1").click().run()
    assert office.read(1).remedy == "修水泵" and "刚改过同一栏" not in text_of(page)


def test_what_came_again_bears_the_mark(office: Ledger) -> None:
    again = office.open(Draft({**_told(office, 6), "source": "国家暗访"}), "己").problem
    assert again.recurrences == 1
    page = open_problem(6)
    assert "↩ 反弹" in text_of(page) and "说到 2 次" in text_of(page)
    assert "反弹" in html_of(follow(page, "‹ 问题台账"))


def _told(ledger: Ledger, number: int) -> dict[str, str]:
    problem = ledger.read(number)
    return {name: getattr(problem, name) for name in ("title", "place_code", "place_name")}
