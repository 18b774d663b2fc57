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
