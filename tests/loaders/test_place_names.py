"""Short names of places: proposed, confirmed once, kept."""

import json
from pathlib import Path

import pytest

from core.errors import UserError
from loaders.__main__ import main
from loaders.importing import import_file, preview
from loaders.recognise import Choices
from loaders.results import ImportResult
from tests.loaders.sheets import write_xlsx

TITLE = ["2021年11月重点工作"]


def bring(
    folder: Path, names: list[str], choices: Choices | None = None, header: str = "县市", title: str = ""
) -> ImportResult:
    rows = [[title or TITLE[0]], [header, "开工数（个）"], *([name, 3 + at] for at, name in enumerate(names))]
    return import_file(write_xlsx(folder / "通报.xlsx", {"表": rows}), choices, folder=folder / "data")


def codes(result: ImportResult) -> list[str]:
    return [
        code for sheet in result.sheets if sheet.frame is not None for code in sheet.frame["place_code"].to_pylist()
    ]


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["吉首", "泸溪", "凤凰"], ["433101", "433122", "433123"]),
        (["吉首市", "泸溪县", "凤凰"], ["433101", "433122", "433123"]),
        (["永宁", "贺兰", "银川市"], ["640121", "640122", "640100"]),
        (["隆阳", "施甸", "腾冲"], ["530502", "530521", "530581"]),
        (["长阳", "五峰", "秭归县"], ["420528", "420529", "420527"]),
    ],
)
@pytest.mark.parametrize("header", ["县市", "县别", "填报单位"])
def test_short_names_are_asked_once_and_kept(names: list[str], wanted: list[str], header: str, tmp_path: Path) -> None:
    asked = bring(tmp_path, names, header=header)
    assert not asked.versions and "有简称要确认一次" in asked.reason and "--accept" in asked.reason
    assert not (tmp_path / "data" / "mappings").exists(), "nothing is kept before somebody says so"
    done = bring(tmp_path, names, Choices(accept=True), header=header)
    assert done.versions and codes(done) == wanted
    later = bring(tmp_path, names[::-1], header=header, title="2021年12月")
    assert later.versions and codes(later) == wanted[::-1] and not later.question


def test_an_answer_of_ones_own(tmp_path: Path) -> None:
    names = ["吉首市", "凤凰", "泸溪"]
    assert "凤凰县" in bring(tmp_path, names).reason
    done = bring(tmp_path, names, Choices(names=("凤凰=泸溪县", "泸溪=无")))
    assert codes(done) == ["433101", "433122"]
    assert [problem.came for problem in done.problems] == ["泸溪"]
    assert not bring(tmp_path, names, title="2021年12月").question, "also that it is no place is kept"


@pytest.mark.parametrize("pair", ["凤凰", "凤凰=", "=433123", "凤凰=999999", "凤凰=某某县"])
def test_answers_that_mean_nothing_are_refused(pair: str, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        bring(tmp_path, ["吉首市"], Choices(names=(pair,)))


@pytest.mark.parametrize("name", ["某某", "川区", "市直", "凤皇县", "鼓楼"])
def test_what_may_be_nothing_or_several_is_not_proposed(name: str, tmp_path: Path) -> None:
    done = bring(tmp_path, ["吉首市", "泸溪县", name])
    assert done.versions and codes(done) == ["433101", "433122"] and not done.question


def test_a_name_of_several_places_is_the_one_of_the_area(tmp_path: Path) -> None:
    asked = bring(tmp_path, ["福州市", "闽侯县", "鼓楼"])
    assert "福建省福州市鼓楼区" in asked.question


def test_looking_shows_the_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    path = write_xlsx(tmp_path / "通报.xlsx", {"表": [TITLE, ["县市", "开工数（个）"], ["吉首", 3], ["凤凰", 4]]})
    assert preview(path, folder=tmp_path / "data").can_be_stored
    assert main(["import", str(path), "--json"]) == 2
    assert {one["text"] for one in json.loads(capsys.readouterr().out)["names"]} == {"吉首", "凤凰"}
    assert main(["import", str(path), "--accept"]) == 0
    assert main(["import", str(path), "--name", "吉首=吉首市", "--dry-run"]) == 2, "the same file again changes nothing"


def test_short_names_of_a_list_of_projects_are_asked_too(tmp_path: Path) -> None:
    rows = [
        ["2021年项目表（单位：万元）"],
        ["县", "项目名称", "资金级次", "计划资金"],
        ["凤凰", "茶园", "中央", 12],
        ["吉首", "水渠", "省级", 13],
    ]
    path = write_xlsx(tmp_path / "项目.xlsx", {"表": rows})
    assert "有简称要确认一次" in import_file(path, folder=tmp_path / "data").reason
    assert codes(import_file(path, Choices(accept=True), folder=tmp_path / "data")) == ["433123", "433101"]
