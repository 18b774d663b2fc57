"""What a file leaves open is answered on the page 数据导入, beside the sheet it is about, and kept for the next file of its shape."""

from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from store.versions import Store
from tests.loaders.sheets import write_xlsx
from tests.pages.opening import open_page, text_of


def upload(page: AppTest, path: Path) -> AppTest:
    return page.file_uploader[0].upload(path.name, path.read_bytes()).run()


def widget(page: AppTest, kind: str, words: str) -> Any:
    return next(one for one in getattr(page, kind) if words in one.label)


def take(page: AppTest) -> None:
    page.button(key="import_now").click().run()
    assert not page.exception


def stored(folder: Path, table: str = "indicator_values") -> set[tuple[Any, ...]]:
    with Store(folder).connect() as connection:
        return set(connection.execute(f"SELECT place_code, period, item, value FROM {table}").fetchall())


def test_columns_called_by_a_year_alone_get_their_name_once(empty_folder: Path, tmp_path: Path) -> None:
    def file(name: str, *values: int) -> Path:
        return write_xlsx(tmp_path / name, {"Sheet1": [["县市", "2019年", "2020年"], ["吉首市", *values]]})

    page = upload(open_page("imports"), file("a1.xlsx", 5, 6))
    assert page.button(key="import_now").disabled and "--" not in text_of(page)
    widget(page, "text_input", "这些数是什么指标").set_value("茶园面积").run()
    take(page)
    assert stored(empty_folder) == {("433101", "2019", "茶园面积", 5.0), ("433101", "2020", "茶园面积", 6.0)}
    page = upload(open_page("imports"), file("a2.xlsx", 7, 8))
    assert not page.button(key="import_now").disabled


def test_the_row_of_the_header_is_said_and_known_from_then_on(empty_folder: Path, tmp_path: Path) -> None:
    def file(name: str, value: int) -> Path:
        rows = [
            ["2021年茶产业情况", "", ""],
            ["吉首市", "说明", "说明"],
            ["县市", "开园", "采摘"],
            ["凤凰县", value, 6],
            ["泸溪县", 3, 4],
        ]
        return write_xlsx(tmp_path / name, {"Sheet1": rows})

    page = upload(open_page("imports"), file("甲.xlsx", 5))
    widget(page, "selectbox", "表头从哪一行起").set_value("3").run()
    take(page)
    values = stored(empty_folder)
    assert {(place, value) for place, _, _, value in values} == {
        ("433123", 5),
        ("433123", 6),
        ("433122", 3),
        ("433122", 4),
    }


def test_half_a_year_is_answered_with_what_is_proposed(empty_folder: Path, tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "甲.xlsx", {"Sheet1": [["2021年上半年茶园建设"], ["县市", "面积（亩）"], ["凤凰县", 5]]}
    )
    page = upload(open_page("imports"), path)
    box = widget(page, "selectbox", "是哪一期的数")
    assert box.options == ["2021-06"]
    box.select("2021-06").run()
    take(page)
    assert {(place, period, value) for place, period, _, value in stored(empty_folder)} == {("433123", "2021-06", 5.0)}


def test_the_place_of_a_table_without_one_is_said_by_its_name(empty_folder: Path, tmp_path: Path) -> None:
    rows = [["项目名称", "计划资金（万元）"], ["茶园", 5]]
    page = upload(open_page("imports"), write_xlsx(tmp_path / "2021年衔接资金项目表.xlsx", {"Sheet1": rows}))
    widget(page, "text_input", "是哪里的数").set_value("凤凰县").run()
    take(page)
    with Store(empty_folder).connect() as connection:
        assert connection.execute("SELECT place_code FROM fund_projects").fetchall() == [("433123",)]


def test_a_column_understood_wrongly_is_put_right_and_no_other_sheet_minds(empty_folder: Path, tmp_path: Path) -> None:
    one = [["2021年11月茶园建设"], ["县市", "面积（亩）", "株数"], ["凤凰县", 5, 6]]
    other = [["2021年11月油茶建设"], ["县市", "产量（吨）"], ["凤凰县", 9]]
    page = upload(open_page("imports"), write_xlsx(tmp_path / "甲.xlsx", {"茶": one, "油": other}))
    column = widget(page, "selectbox", "株数")
    assert "如 6" in column.label
    column.set_value("ignore").run()
    take(page)
    assert {value for *_, value in stored(empty_folder)} == {5.0, 9.0}


def test_columns_called_by_a_number_get_a_name_each(empty_folder: Path, tmp_path: Path) -> None:
    rows = [["2021年11月岗位"], ["县市", 1, 2], ["吉首市", 5, 6]]
    page = upload(open_page("imports"), write_xlsx(tmp_path / "岗位.xlsx", {"Sheet1": rows}))
    assert page.button(key="import_now").disabled
    widget(page, "text_input", "列名「1」").set_value("保洁（个）").run()
    widget(page, "text_input", "列名「2」").set_value("护林（个）").run()
    take(page)
    assert stored(empty_folder) == {
        ("433101", "2021-11", "保洁（个）", 5.0),
        ("433101", "2021-11", "护林（个）", 6.0),
    }


def test_period_and_unit_are_asked_together(empty_folder: Path, tmp_path: Path) -> None:
    rows = [["拨付进展"], ["县市", "拨付额"], ["吉首市", "3万元"], ["凤凰县", 120]]
    page = upload(open_page("imports"), write_xlsx(tmp_path / "拨付.xlsx", {"Sheet1": rows}))
    unit = widget(page, "selectbox", "拨付额」的单位是")
    period = widget(page, "selectbox", "是哪一期的数")
    period.select(period.options[0])
    unit.select("万元").run()
    take(page)
    assert {row[3] for row in stored(empty_folder)} == {3.0, 120.0}


def figures(folder: Path, file: str, value: float) -> Path:
    rows = [["湘西州2021年11月危房改造进度表"], ["县市", "任务数（户）"], ["吉首市", value]]
    return write_xlsx(folder / file, {"表": rows})


def test_an_older_file_names_what_it_would_change_back_and_waits_for_a_word(empty_folder: Path, tmp_path: Path) -> None:
    old = figures(tmp_path, "住建局_危房.xlsx", 120)
    take(upload(open_page("imports"), old))
    page = upload(open_page("imports"), figures(tmp_path, "住建局_危房(修订).xlsx", 130))
    assert "会改写 1 行已有的数" in text_of(page) and "没有问题" not in text_of(page)
    take(page)
    assert "改写已有的 1 行" in text_of(page)
    page = upload(open_page("imports"), old)
    assert "本文件比已有的旧" in text_of(page) and "住建局_危房(修订).xlsx" in text_of(page)
    assert page.button(key="import_now").disabled and "--older" not in text_of(page)
    widget(page, "checkbox", "确要用它改回旧数").check().run()
    take(page)
    assert {row[3] for row in stored(empty_folder)} == {120.0}


def test_two_departments_figures_of_one_name_are_set_apart_on_the_page(empty_folder: Path, tmp_path: Path) -> None:
    take(upload(open_page("imports"), figures(tmp_path, "住建局_进度.xlsx", 120)))
    page = upload(open_page("imports"), figures(tmp_path, "医保局_进度.xlsx", 9))
    (ways,) = [one for one in page.radio if one.label == "这些行怎么办"]
    assert len(ways.options) == 2 and page.button(key="import_now").disabled
    assert "住建局报的行只有选“全部替换”才会改写" in text_of(page)
    ways.set_value("apart").run()
    take(page)
    assert {row[2:] for row in stored(empty_folder)} == {
        ("危房改造进度：任务数（户）", 120.0),
        ("医保局：危房改造进度：任务数（户）", 9.0),
    }


def test_a_withdrawal_is_not_withdrawn_and_going_back_says_why_it_was(empty_folder: Path, tmp_path: Path) -> None:
    for value in (120, 130):
        take(upload(open_page("imports"), figures(tmp_path, f"住建局_危房{value}.xlsx", value)))
    page = open_page("imports")
    assert "撤回后回到指标数值表第 1 版（住建局_危房120.xlsx）：全表 1 行" in text_of(page)
    widget(page, "text_input", "原因（退回").set_value("数是错的").run()
    page.button(key="roll_back").click().run()
    assert {row[3] for row in stored(empty_folder)} == {120.0}
    page = open_page("imports")
    assert "不能再撤回" in text_of(page) and page.button(key="roll_back").disabled
    page.selectbox(key="version_chosen").select_index(1).run()
    assert "撤回：数是错的。退回后它的 1 行会回来" in text_of(page)


def test_the_year_of_sheets_named_by_months_is_picked_once(empty_folder: Path, tmp_path: Path) -> None:
    sheets = {f"{month}月": [["岗位"], ["县市", "在岗（人）"], ["吉首市", 90 + month]] for month in (9, 10)}
    page = upload(open_page("imports"), write_xlsx(tmp_path / "岗位.xlsx", sheets))
    widget(page, "selectbox", "哪一年的月份").set_value("2025").run()
    take(page)
    assert stored(empty_folder) == {
        ("433101", "2025-09", "岗位：在岗（人）", 99.0),
        ("433101", "2025-10", "岗位：在岗（人）", 100.0),
    }
