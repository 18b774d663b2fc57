"""The page 数据导入: a file is looked at, stored on confirmation, and a broken one says what is wrong."""

from contextlib import suppress
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from loaders import apart
from loaders.recognise import Choices
from pages.parts.imports.going import Going
from pages.parts.imports.report import say_here
from store.versions import Store
from tests.pages.opening import answer_of, links_of, open_page, query_of, text_of

CSV = "区划代码,地区,年度,农村居民人均可支配收入(元)\n433123,凤凰县,2020,12000\n433124,花垣县,2020,约12500\n".encode()


def upload(page: AppTest, name: str, content: bytes) -> AppTest:
    return page.file_uploader[0].upload(name, content).run()


def test_nothing_is_written_before_the_preview_is_accepted(empty_folder: Path) -> None:
    page = upload(open_page("imports"), "收入.csv", CSV)
    assert not page.exception
    assert "可入库" in text_of(page) and "指标数值表" in text_of(page)
    assert Store(empty_folder).versions() == {}
    page.button(key="import_now").click().run()
    assert Store(empty_folder).versions() == {"indicator_values": 0}
    assert "入库" in answer_of(page)


def test_a_figure_under_its_own_name_is_one_click_away_and_said_to_be_asked_by_nothing(empty_folder: Path) -> None:
    own = (
        "区划代码,月份,群众认可度(%),农村居民人均可支配收入(元)\n433123,2021-11,96.5,12000\n433124,2021-11,95.1,12500\n"
    )
    page = upload(open_page("imports"), "情况.csv", own.encode())
    page.button(key="import_now").click().run()
    said = text_of(page)
    assert "这次导入的 2 个数" in said and "没有指标用到的 1 个数" in said and "最接近： 群众认可度" in said
    links = {query_of(link)["item"]: link for link in links_of(page) if "item=" in link and link.startswith("figures?")}
    assert set(links) == {"indicator_values/value/rural_income", "indicator_values/value/情况：群众认可度（%）"}
    assert any(
        query_of(link).get("measure") == "satisfaction" for link in links_of(page) if link.startswith("definitions?")
    )
    shown = open_page("figures", **query_of(links["indicator_values/value/情况：群众认可度（%）"]))
    assert "96.50%" in answer_of(shown)


def test_one_wrong_cell_costs_one_cell_and_is_listed(empty_folder: Path) -> None:
    page = upload(open_page("imports"), "收入.csv", CSV)
    assert "1 处" in text_of(page)
    frames = [frame.value for frame in page.dataframe]
    assert any("约12500" in frame.to_string() for frame in frames)


def test_a_column_that_nobody_knows_is_no_file_without_a_problem(empty_folder: Path) -> None:
    fine = "区划代码,地区,年度,农村居民人均可支配收入(元)\n433123,凤凰县,2020,12000\n".encode()
    assert "每一格都读懂了，没有问题。" in text_of(upload(open_page("imports"), "收入.csv", fine))
    payments = "区划代码,年度,项目编号,资金级次,凭证号,支付日期,支付金额(万元),经手科室\n433123,2021,P1,中央,V1,2021-05-01,3,农财科\n"
    said = text_of(upload(open_page("imports"), "支付明细.csv", payments.encode()))
    assert "1 列没有认出来。" in said and "没有问题" not in said
    menu = text_of(upload(open_page("imports"), "菜单.csv", "菜名,价格\n豆腐,三块\n".encode()))
    assert "1 张工作表没有认出是什么表" in menu and "没有问题" not in menu


def test_a_file_that_is_no_workbook_is_refused_in_words(empty_folder: Path) -> None:
    page = upload(open_page("imports"), "照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    assert not page.exception
    assert "照片.xlsx" in text_of(page)
    assert Store(empty_folder).versions() == {}


def test_versions_are_listed_with_file_and_time(demo_folder: Path) -> None:
    page = open_page("imports")
    newest = Store(demo_folder).history()[0]
    assert "个版本" in answer_of(page)
    assert f"第 {newest.version + 1} 版" in text_of(page) and newest.file_name in text_of(page)


def test_an_empty_store_invites_to_import(empty_folder: Path) -> None:
    assert answer_of(open_page("imports")).startswith("还没有导入任何表")


def test_a_first_import_can_be_taken_back(empty_folder: Path) -> None:
    upload(open_page("imports"), "收入.csv", CSV).button(key="import_now").click().run()
    page = open_page("imports")
    page.text_input(key="version_why").set_value("导错了文件").run()
    page.button(key="roll_back").click().run()
    assert Store(empty_folder).versions() == {}
    assert Store(empty_folder).history()[0].note == "撤回 indicator_values@0：导错了文件"


def test_whose_rows_a_file_changes_is_asked_before_it_is_imported(empty_folder: Path) -> None:
    upload(open_page("imports"), "收入.csv", CSV).button(key="import_now").click().run()
    page = upload(open_page("imports"), "另一张表.csv", CSV.replace(b"12000", b"13000"))
    assert "收入.csv" in text_of(page) and page.button(key="import_now").disabled
    assert "待选" in text_of(page), "before somebody says, nothing is said to stay"
    (choice,) = page.radio
    choice.set_value("key").run()
    assert "待选" not in text_of(page)
    page.button(key="import_now").click().run()
    with Store(empty_folder).connect() as connection:
        rows = connection.execute("SELECT value FROM indicator_values WHERE place_code = '433123'").fetchall()
    assert rows == [(13000.0,)]


def test_the_same_file_again_makes_no_version(empty_folder: Path) -> None:
    upload(open_page("imports"), "收入.csv", CSV).button(key="import_now").click().run()
    page = upload(open_page("imports"), "收入.csv", CSV)
    assert "已经导入过" in text_of(page) and page.button(key="import_now").disabled
    assert Store(empty_folder).versions() == {"indicator_values": 0}


def test_going_back_is_a_new_version(empty_folder: Path) -> None:
    first = upload(open_page("imports"), "收入.csv", CSV)
    first.button(key="import_now").click().run()
    again = upload(open_page("imports"), "收入.csv", CSV.replace(b"12000", b"13000"))
    again.button(key="import_now").click().run()
    page = open_page("imports")
    page.selectbox(key="version_chosen").select("indicator_values@0").run()
    assert "没有写明原因" in text_of(page.button(key="roll_back").click().run())
    page.text_input(key="version_why").set_value("导错了文件").run()
    page.button(key="roll_back").click().run()
    with Store(empty_folder).connect() as connection:
        rows = connection.execute("SELECT value FROM indicator_values WHERE place_code = '433123'").fetchall()
    assert rows == [(12000.0,)]
    assert Store(empty_folder).versions() == {"indicator_values": 2}


def test_short_names_are_confirmed_on_the_page_and_asked_no_more(empty_folder: Path) -> None:
    content = "县市,2021年务工人数（人）\n吉首市,12\n凤凰,15\n".encode()
    page = upload(open_page("imports"), "务工.csv", content)
    assert not page.exception and "凤凰县" in text_of(page)
    assert page.button(key="import_now").disabled
    next(box for box in page.checkbox if box.label == "都对，照此记住").check().run()
    page.button(key="import_now").click().run()
    with Store(empty_folder).connect() as connection:
        codes = connection.execute("SELECT place_code FROM indicator_values ORDER BY 1").fetchall()
    assert codes == [("433101",), ("433123",)]
    page = upload(open_page("imports"), "务工2.csv", content.replace(b"2021", b"2022"))
    assert "照此记住" not in text_of(page) and not page.button(key="import_now").disabled


def test_a_refused_sheet_asks_for_its_amounts_and_takes_the_answer(empty_folder: Path) -> None:
    content = "项目名称,建设地点,到位情况（万元）\n茶园,某村,95.5\n".encode()
    page = upload(open_page("imports"), "2022年凤凰县项目.csv", content)
    assert "主要的数字没有去处" in text_of(page) and "每一格都读懂了" not in text_of(page)
    next(box for box in page.selectbox if "到位情况" in box.label).set_value("budget_cny").run()
    page.button(key="import_now").click().run()
    with Store(empty_folder).connect() as connection:
        assert connection.execute("SELECT budget_cny FROM fund_projects").fetchall() == [(955000.0,)]


def test_an_import_that_died_is_told_until_its_file_comes_again(empty_folder: Path) -> None:
    upload(open_page("imports"), "收入.csv", CSV).button(key="import_now").click().run()
    store = Store(empty_folder)
    (table,) = store.versions()
    with suppress(RuntimeError), store.together("dead", "收入.csv", "甲", [table]):
        raise RuntimeError("killed")
    assert "导入的“收入.csv”没有完成，各表都已退回到导入之前" in text_of(open_page("imports"))
    upload(open_page("imports"), "收入.csv", CSV.replace(b"12000", b"13000")).button(key="import_now").click().run()
    assert "没有完成，各表" not in text_of(open_page("imports"))


def test_every_page_says_how_far_an_import_is(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = apart.Job(apart.IMPORT, "八张表.xlsx", empty_folder.resolve(), words="写入 公益性岗位名册", share=0.5)
    monkeypatch.setitem(apart._running, job.number, job)
    assert "正在导入“八张表.xlsx”：写入 公益性岗位名册（50%）" in text_of(open_page("overview"))


def test_an_import_somebody_left_is_found_again(empty_folder: Path) -> None:
    page = upload(open_page("imports"), "收入.csv", CSV)
    (job,) = apart.start_imports([apart.ToImport("收入.csv", CSV, Choices())], empty_folder)
    page.session_state["import_going"] = [Going("", Choices(), job)]
    page.run()
    assert "已入库" in text_of(page) and Store(empty_folder).versions() == {"indicator_values": 0}


def test_a_rate_written_both_ways_is_answered_where_it_is_asked(empty_folder: Path) -> None:
    content = "2021年庭院经济情况\n县,发展户数（户）,达标率\n凤凰县,31,0.95\n花垣县,12,95\n".encode()
    page = upload(open_page("imports"), "庭院.csv", content)
    shown = " ".join(str(frame.value.to_dict()) for frame in page.dataframe)
    assert "比率写法不明" in shown and "--map" not in shown
    next(box for box in page.selectbox if "「达标率」的单位是" in box.label).set_value("%").run()
    page.button(key="import_now").click().run()
    with Store(empty_folder).connect() as connection:
        found = connection.execute("SELECT value FROM indicator_values WHERE unit = '%' ORDER BY 1").fetchall()
    assert [value for (value,) in found] == pytest.approx([0.0095, 0.95])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("请在表头写明单位，如 (万元)，或用 --map 列名=目标@万元 回答", "请在表头写明单位，如 (万元)"),
        ("请补上级地区列、区划代码，或用 --place 指定范围", "请补上级地区列、区划代码"),
        ("没有写明期次。请用 --period 指定，或在导入页面选定；本表按年报", "没有写明期次。请在下面选定；本表按年报"),
        ("请填阿拉伯数字，不要夹文字", "请填阿拉伯数字，不要夹文字"),
    ],
)
def test_the_page_tells_of_no_options_of_the_command(text: str, said: str) -> None:
    assert say_here(text) == said


def test_several_files_at_once_have_each_their_own_result(empty_folder: Path) -> None:
    """One can be stored, one needs an answer first, one is no table: none keeps the others from their end."""
    open_one = CSV.replace("年度".encode(), "截至".encode()).replace(b"2020", "上半年".encode())
    files = [("收入.csv", CSV, ""), ("半年.csv", open_one, ""), ("照片.xlsx", b"\x89PNG" + b"0" * 100, "")]
    page = open_page("imports")
    page.file_uploader[0].set_value(files).run()
    assert not page.exception and "收到 3 个文件" in text_of(page)
    button = page.button(key="import_now")
    assert "确认导入 1 个文件" in button.label and "其余 2 个" in button.label
    button.click().run()
    assert not page.exception and Store(empty_folder).versions() == {"indicator_values": 0}
    assert "收入.csv" in text_of(page) and answer_of(page).startswith("指标数值表入库")
    assert "收到 2 个文件" in text_of(page), "the others stay"
