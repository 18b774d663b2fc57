"""Typed figures are an import like any other: a version with who, the wrong cell named, the rest stored."""

from pathlib import Path

import pytest

from core.errors import UserError
from loaders.typed import TABLE, TypedFigure, import_typed, split_unit
from store import Store
from tests.indicators.small_case import FENGHUANG, LUXI, small_store


def typed(item: str, **values: str) -> list[TypedFigure]:
    codes = {"fenghuang": (FENGHUANG, "凤凰县"), "luxi": (LUXI, "泸溪县")}
    return [TypedFigure(*codes[name], item, value) for name, value in values.items()]


def rows(folder: Path) -> dict[tuple[str, str], tuple[float, str]]:
    with Store(folder).connect() as connection:
        found = connection.execute(
            f"SELECT place_code, item, value, source_file FROM {TABLE} WHERE period = '2026-11' ORDER BY ALL"
        ).fetchall()
    return {(code, item): (value, file) for code, item, value, file in found}


def test_what_is_typed_becomes_a_version_with_who_and_the_next_replaces_only_its_own(tmp_path: Path) -> None:
    small_store(tmp_path)
    import_typed(typed("危房改造户数（户）", fenghuang="12", luxi=" 9 "), "2026-11", "张三", tmp_path)
    import_typed(typed("危房改造户数（户）", luxi="10", fenghuang=""), "2026-11", "李四", tmp_path)
    assert rows(tmp_path) == {
        (LUXI, "危房改造户数（户）"): (10.0, "页面填报_2026-11.csv"),
        (FENGHUANG, "危房改造户数（户）"): (12.0, "页面填报_2026-11.csv"),
    }
    assert [entry.who for entry in Store(tmp_path).history(TABLE)[:2]] == ["李四", "张三"]


def test_a_wrong_cell_is_named_and_the_rest_is_stored(tmp_path: Path) -> None:
    small_store(tmp_path)
    result = import_typed(typed("达标率（%）", fenghuang="九成", luxi="98.5"), "2026-11", "张三", tmp_path)
    assert rows(tmp_path)[(LUXI, "达标率（%）")][0] == pytest.approx(0.985) and len(rows(tmp_path)) == 1
    assert any(problem.came == "九成" for sheet in result.sheets for problem in sheet.problems)


@pytest.mark.parametrize(("value", "who", "said"), [("", "张三", "还没有填任何数字"), ("1", " ", "必须填写")])
def test_nothing_typed_and_nobody_signed_are_refused(tmp_path: Path, value: str, who: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        import_typed(typed("户数", luxi=value), "2026-11", who, tmp_path)


def test_the_unit_stands_in_brackets() -> None:
    assert split_unit("危房改造户数（户）") == ("危房改造户数", "户") and split_unit(" 户数 ") == ("户数", "")
