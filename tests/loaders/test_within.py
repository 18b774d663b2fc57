"""A file with rows of another place than the clerk's is refused as a whole, at the look and at the import; nothing is stored."""

from pathlib import Path

import pytest

from core.errors import UserError
from loaders.importing import import_file, preview
from loaders.recognise import Choices
from store import Store

HEAD = "县,项目编号,项目名称,资金级次,计划资金(万元)\n"
OURS, OTHER = "凤凰县,A1,道路,中央,100\n", "花垣县,B1,水渠,中央,200\n"


def write(folder: Path, *rows: str) -> Path:
    path = folder / "2021年项目表.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("within", ["", "433100", "430000", "433123"])
def test_a_file_of_the_own_place_is_stored_under_ones_name(empty_folder: Path, tmp_path: Path, within: str) -> None:
    done = import_file(write(tmp_path, OURS), Choices(), folder=empty_folder, who="田一", within=within)
    (version,) = Store(empty_folder).history()
    assert done.versions and version.who == "田一"


@pytest.mark.parametrize("rows", [(OTHER,), (OURS, OTHER), (OURS,) * 1 + (OTHER,) * 1])
@pytest.mark.parametrize("within", ["433123", "433123100", "433125"])
def test_a_row_of_another_place_refuses_the_file(
    empty_folder: Path, tmp_path: Path, rows: tuple[str, ...], within: str
) -> None:
    path = write(tmp_path, *rows)
    for act in (preview, import_file):
        with pytest.raises(UserError, match="别的地区的行"):
            act(path, Choices(), folder=empty_folder, within=within)
    assert Store(empty_folder).history() == []


def test_a_table_of_no_place_is_not_a_countys(empty_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "行政区划.csv"
    path.write_text("区划代码,名称,级别,上级代码\n433123199,新镇,乡镇,433123\n", encoding="utf-8")
    with pytest.raises(UserError, match="不是一个地区的表"):
        import_file(path, Choices(table="places"), folder=empty_folder, within="433123")
