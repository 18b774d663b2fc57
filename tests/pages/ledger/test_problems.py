"""The page 问题台账: the answer, filters that add up, views, odd addresses, escaped and masked texts, the projection."""

import re
from pathlib import Path

import pytest

from ledger.book.ledger import Ledger
from ledger.book.problems import Draft
from pages.parts.ledger import problems as ledger_list
from tests.pages.ledger.case import BAD, ID_NUMBER, LONG_NAME, PHONE, follow, office, sign
from tests.pages.opening import answer_of, charts_of, html_of, links_of, open_page, query_of, text_of

__all__ = ["office"]


def total_of(said: str) -> int:
    """The total above the list."""
    found = re.search(r"共 (\d+) 个，最急的在前", said)
    assert found, "no total above the list"
    return int(found[1])


def rows_of(page_html: str) -> int:
    return page_html.count("<tr><td><a")


def test_the_page_answers_in_a_sentence_and_lists_the_most_urgent_first(office: Ledger) -> None:
    page = open_page("ledger")
    assert answer_of(page).endswith("台账 6 个问题：已销号 1，超时限 2，10 天内到期 2；超时限最多的是水利局（2）")
    html = html_of(page)
    assert charts_of(page) == 1 and total_of(text_of(page)) == rows_of(html) == 6
    titles = re.findall(r"第(\d)处饮水不达标</a></td>", html)
    assert titles == ["1", "2", "3", "4", "5", "6"]
    said = text_of(page)
    assert "■ 超时限 10 天" in said and "▲ 今天到期" in said and "● 剩 8 天" in said and "○ 未定时限" in said
    assert LONG_NAME in said and "第3村" in said


@pytest.mark.parametrize(
    ("chip", "count"),
    [("未销号", 5), ("已超时限", 2), ("剩 10 天内", 2), ("未定时限", 1), ("已销号", 1)],
)
def test_a_chip_says_how_many_its_list_holds(office: Ledger, chip: str, count: int) -> None:
    page = follow(open_page("ledger"), f"{chip} <b>{count}</b>")
    assert total_of(text_of(page)) == rows_of(html_of(page)) == count
    assert f"{chip}的问题" in text_of(page)


def test_filters_of_the_address_hold_together_and_can_be_dropped(office: Ledger) -> None:
    page = open_page(
        "ledger", department="水利局", source="国家暗访", words="第1处", indicator="两不愁三保障和饮水安全"
    )
    assert "水利局" in answer_of(page) and total_of(text_of(page)) == 1
    assert page.selectbox(key="ledger_department").value == "水利局"
    assert page.text_input(key="ledger_words").value == "第1处"
    page.selectbox(key="ledger_source").select("").run()
    assert "source" not in page.query_params and "水利局" in page.query_params["department"]
    none = open_page("ledger", department="水利局", source="审计")
    assert "没有这样的问题" in answer_of(none)
    assert total_of(text_of(follow(none, "清除筛选"))) == 6


def test_a_number_finds_its_problem(office: Ledger) -> None:
    assert total_of(text_of(open_page("ledger", words="2021-00004"))) == 1


def test_a_place_in_the_address_holds_what_lies_below_it(office: Ledger) -> None:
    page = open_page("ledger", at="433123")
    assert answer_of(page).startswith("凤凰县台账 5 个问题") and total_of(text_of(page)) == 5


def test_the_way_down_is_a_picker_of_places_with_problems(office: Ledger) -> None:
    page = open_page("ledger", at="433123")
    assert page.selectbox(key="ledger_at").options == ["全部乡镇", "433123901", "433123902"]
    page.selectbox(key="ledger_at").select("433123902").run()
    assert "433123902" in page.query_params["at"] and total_of(text_of(page)) == 1


def test_a_long_list_comes_in_pages(office: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_list, "PAGE_ROWS", 4)
    first = open_page("ledger")
    assert rows_of(html_of(first)) == 4
    last = follow(first, "下一页")
    assert rows_of(html_of(last)) == 2 and total_of(text_of(last)) == 6
    beyond = open_page("ledger", part="9")
    assert rows_of(html_of(beyond)) == 0 and "回到第一页" in text_of(beyond)


def test_an_empty_ledger_invites(empty_folder: Path) -> None:
    page = open_page("ledger")
    assert "台账里还没有问题" in answer_of(page) and charts_of(page) == 0
    assert all(text in text_of(page) for text in ("登记问题", "导入清单", "从疑点转入"))
    assert any("view=new" in link for link in links_of(page))


@pytest.mark.parametrize(
    "odd",
    [{"state": "没有"}, {"due": "昨天"}, {"source": BAD}, {"part": "-1"}, {"problem": "abc"}, {"day": "2021-13-40"},
     {"month": "明年"}, {"view": "别的"}, {"at": "999999"}, {"term": "永远"}, {"recurred": "是"}, {"part": "99999999"}],
)  # fmt: skip
def test_odd_addresses_are_said_and_left_out(office: Ledger, odd: dict[str, str]) -> None:
    page = open_page("ledger", **odd)
    assert total_of(text_of(page)) == 6 and BAD not in html_of(page)


def test_a_problem_that_is_not_there_is_said(office: Ledger) -> None:
    page = open_page("ledger", problem="77")
    assert answer_of(page) == "没有这个问题" and "台账里没有这个问题" in text_of(page)


def test_texts_from_outside_are_escaped_and_numbers_of_persons_masked(office: Ledger) -> None:
    told = {"source": "信访", "title": f"{BAD}{ID_NUMBER}反映", "department": f"{BAD}局", "person": BAD[:60],
            "description": f"电话{PHONE}", "source_document": BAD}  # fmt: skip
    problem = office.open(Draft(told), "甲").problem
    office.note(problem.id, "乙", f"{BAD} {ID_NUMBER}")
    for page in (open_page("ledger"), open_page("ledger", problem=str(problem.id)), open_page("ledger", view="late")):
        html = html_of(page)
        assert BAD not in html and ID_NUMBER not in html and PHONE not in html
    said = text_of(open_page("ledger", problem=str(problem.id)))
    assert "43*************234反映" in said and "138****5678" in said


def test_numbers_of_persons_are_no_search_words_and_stay_out_of_addresses(office: Ledger) -> None:
    page = open_page("ledger", words=ID_NUMBER)
    assert not any(ID_NUMBER in link for link in links_of(page)) and "不能用来搜索" in text_of(page)
    page = open_page("ledger")
    page.text_input(key="ledger_words").set_value(PHONE).run()
    assert "words" not in page.query_params and PHONE not in html_of(page)


def test_the_projection_names_nobody_and_lists_nothing(office: Ledger) -> None:
    for view in ("", "late", "bulk"):
        page = open_page("ledger", show="1", view=view, problem="1" if view else "")
        said = text_of(page)
        assert "台账 6 个问题" in answer_of(page) and charts_of(page) == 1
        assert not any(name in said for name in ("王小明", "李建国", LONG_NAME)) and "第1处饮水不达标" not in said


def test_times_to_close_say_their_definition(office: Ledger) -> None:
    page = open_page("ledger", view="times", by="person")
    said = text_of(page)
    assert "已销号 1 个，用时中位数 0 天" in said and "从登记到销号" in said and "李建国" in said


def test_the_list_of_who_is_late_adds_up_and_opens_their_problems(office: Ledger) -> None:
    page = open_page("ledger", view="late")
    assert "约谈清单：1 个单位 1 人，超时限 2 个" in text_of(page)
    assert "当天到期的不算超时限" in text_of(page) and charts_of(page) == 0
    assert total_of(text_of(follow(page, "2"))) == 2


def test_nobody_late_needs_no_list(office: Ledger) -> None:
    page = open_page("ledger", view="late", source="审计")
    assert "不需要约谈" in text_of(page) and not page.get("download_button")


def test_the_calendar_counts_days_and_opens_them(office: Ledger) -> None:
    page = open_page("ledger", view="calendar")
    assert "2021年11月到期 4 个，其中 4 个未销号" in text_of(page)
    day = next(link for link in links_of(page) if "day=2021-11-28" in link)
    assert "view=" not in day
    opened = open_page("ledger", day="2021-11-28")
    assert total_of(text_of(opened)) == 1 and "2021年11月28日到期的问题" in text_of(opened)
    december = follow(page, "2021年12月 ›")
    assert "2021年12月到期 1 个，其中 0 个未销号" in text_of(december) and "已销号 1" in text_of(december)


MOST_WAYS = {
    "title": "张三 138 1234 5678 断水", "person": f"张三{PHONE}", "department": "水利局0743-8224567",
    "description": "证件 433123 19800101 1234", "lead_department": f"找{PHONE}", "remedy": f"回访{PHONE}",
}  # fmt: skip
WHOLE = ("138 1234 5678", PHONE, "8224567", "19800101")


def test_no_page_of_the_ledger_shows_or_links_a_number_of_a_person(office: Ledger) -> None:
    problem = office.open(Draft({"source": "信访", "deadline": "2021-11-12", **MOST_WAYS}), "甲").problem
    asked = [("ledger", {}), ("ledger", {"problem": str(problem.id)}), ("ledger", {"view": "late"}), ("ledger", {"view": "bulk"}),
             ("ledger", {"view": "times", "by": "person"}), ("ledger", {"view": "calendar", "day": "2021-11-12"}),
             ("duties", {"by": "person"}), ("duties", {"by": "department"})]  # fmt: skip
    for name, parameters in asked:
        page = open_page(name, **parameters)
        drawn = html_of(page) + "".join(str(frame.value.to_dict()) for frame in page.dataframe)
        drawn += "".join(str(box.options) for box in page.selectbox)
        assert not [number for number in WHOLE if number in drawn], (name, parameters)
    page = open_page("duties", by="person")
    (link,) = [link for link in links_of(page) if "state=" not in link and "%2A" in link and "due=" not in link]
    there = open_page("ledger", **query_of(link))
    assert total_of(text_of(there)) == 1 and "张三138****5678" in text_of(there), "the masked name finds its problems"


def test_a_form_shows_numbers_masked_and_saves_them_as_they_were(office: Ledger) -> None:
    problem = office.open(Draft({"source": "信访", **MOST_WAYS}), "甲").problem
    page = sign(open_page("ledger", problem=str(problem.id)), "乙")
    page.button(key=f"ledger_edit_{problem.id}_open").click().run()
    fields = {field.key: field.value for field in (*page.text_input, *page.text_area)}
    assert not [number for number in WHOLE if number in str(fields)]
    key = f"ledger_edit_{problem.id}_title"
    page.text_input(key=key).set_value(fields[key] + "，已修好")
    next(button for button in page.button if button.label == "保存修改").click().run()
    changed = office.read(problem.id)
    assert changed.title == f"{MOST_WAYS['title']}，已修好"
    assert {name: getattr(changed, name) for name in MOST_WAYS if name != "title"} == {
        name: text for name, text in MOST_WAYS.items() if name != "title"
    }
