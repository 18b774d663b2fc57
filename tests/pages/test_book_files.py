"""办法管理: a file dropped becomes a draft with its questions answered; a book goes out as a workbook and comes back."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from indicators.books import read_book, save, write_book
from tests.indicators.books.conftest import small
from tests.pages.opening import open_page, text_of

PUBLISHED = """\
考核指标,分值,评分细则,责任单位
一、工作落实,10,,
1.1 走访,6,每少1次扣2分，扣完为止,乡村振兴局
1.2 宣传,2,不达标不得分,宣传部
1.3 创新,2,视情况扣分,县委办
"""


def drop(page: AppTest, name: str, content: bytes) -> AppTest:
    page.file_uploader[0].upload(name, content).run()
    assert not page.exception
    return page


def sign(page: AppTest, key: str, why: str) -> AppTest:
    for field, value in (("who", "张三"), ("why", why)):
        (found,) = [one for one in page.text_input if one.key == f"file_{key}_{field}"]
        found.set_value(value)
    (button,) = [one for one in page.button if one.key == f"keep_file_{key}"]
    button.click().run()
    assert not page.exception
    return page


def test_a_published_book_becomes_a_draft_with_its_questions_answered(empty_folder: Path) -> None:
    page = drop(open_page("books"), "细则.csv", PUBLISHED.encode())
    said = text_of(page)
    assert "公开的考核评分细则：细则，3 项指标，总分 10；计分文字 3 处，读懂 2 处" in said
    assert "“创新”：这句没有读懂，请选计分规则（原文：视情况扣分）" in said
    (asked,) = [one for one in page.selectbox if str(one.key).startswith("ask_new_")]
    assert asked.label.startswith("“宣传”：达标线没有写，先按全部做到（100%）")
    asked.set_value(2).run()
    sign(page, "new", "试")
    assert "已保存为草稿第1版。还有" in text_of(page) and "补齐后启用" in text_of(page)
    measures = read_book("b0001")["measures"]
    assert measures["item_1_2"]["scoring"] == {"rule": "threshold", "full_at": 0.95}
    assert "scoring" not in measures["item_1_3"] and measures["item_1_3"]["wording"] == "视情况扣分"


def test_a_workbook_comes_back_as_the_next_version_and_a_wrong_file_is_refused_in_words(empty_folder: Path) -> None:
    save(small(), "张三", "试")
    page = open_page("books", book="b0001")
    content = write_book(small({"points": 5, "department": "教育局"}, title="改过的办法"))
    drop(page, "改过的办法.xlsx", content)
    assert "按模板填的办法：改过的办法，1 项指标，总分 5" in text_of(page)
    sign(page, "b0001", "换了责任单位")
    assert "已保存为草稿第2版。没有缺的，可以启用。" in text_of(page)
    assert read_book("b0001@2")["measures"]["done"]["department"] == "教育局"
    page = drop(open_page("books", book="b0001"), "再改.xlsx", write_book(small({"points": 5}, title="再改的办法")))
    assert "和第2版比，改了 2 处" in text_of(page) and "改过的办法 → 再改的办法" in text_of(page)
    save(small(title="李四的"), "李四", "抢先", into="b0001")
    sign(page, "b0001", "再改")
    assert "李四已保存了第3版，这次没有保存" in text_of(page)
    drop(page, "人口.csv", "县市,人口\n吉首市,300000\n".encode())
    assert "看不出是考核评分办法" in text_of(page)
