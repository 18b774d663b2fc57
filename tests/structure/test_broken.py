"""In a copy of the project a framework, or a table, is broken, mended and added while one server runs: only that is gone, or there."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.structure.project_copy import copy_project, run

OPENED = r'''
import json
import re
from pathlib import Path
from streamlit.runtime.pages_manager import PagesManager
from core import declared
from tests.pages.opening import open_page, text_of

begin = PagesManager.__init__


def begin_without_folder(self, *given, **named):
    begin(self, *given, **named)
    PagesManager.uses_pages_directory = False


PagesManager.__init__ = begin_without_folder

DEFINITIONS = Path("indicators/definitions")
TABLE = """
table: wells
title: 村级水源井登记表
one_row: 水源井
place: {level: county, required: true}
period: month
key: [county_code, period, well_name]
replace: [county_code, period]
columns:
  - {name: well_name, title: 水源井名称, type: text, required: true}
  - {name: is_running, title: 是否正常出水, type: boolean}
"""
MEASURE = """
title: 水源井正常出水率
says: 正常出水的水源井口数 ÷ 填了是否正常出水的水源井口数
aspect: 饮水
indicator: 饮水
problem_type: 三保障不够扎实
table: wells
met: is_running
unit: percent
direction: higher_is_better
counter: 口井
source: 某县农村供水管护办法
"""


def look_again():
    declared._stamps.clear()


PAGES = ("overview", "spending", "quality", "checks", "ledger", "imports")


def pages(names=PAGES, **more):
    said = {}
    for name in names:
        page = open_page(name, place="433100", period="2021-11", **more)
        picks = {one.label: list(one.options) for one in page.selectbox}
        # 总览 repeats what was checked last, which changes with each run that the page of checks makes.
        text = re.sub(r"疑点核查 (?!不漏)(.*?) 六个一 ", "", text_of(page)) if name == "overview" else text_of(page)
        said[name] = {"text": text, "frameworks": picks.get("指标体系", [])}
    return said


def change(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert text.count(before) >= 1, (path, before)
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    look_again()


pages(("checks", "ledger"))  # a first run of the checks opens closed problems again, which 总览 counts
found = {"whole": pages()}
quality = DEFINITIONS / "data_quality" / "framework.yaml"
kept = quality.read_text(encoding="utf-8")
change(quality, "level: county", "level: conty")
found["quality broken"] = pages()
found["quality broken and picked"] = pages(("overview",), framework="data_quality")
quality.write_text(kept, encoding="utf-8")
look_again()
found["mended"] = pages()

checks = DEFINITIONS / "household_checks" / "framework.yaml"
kept = checks.read_text(encoding="utf-8")
change(checks, "level: county", "level: conty")
found["checks broken"] = pages()
checks.write_text(kept, encoding="utf-8")

handbooks = next(Path("store/declared").rglob("handbooks.yaml"))
kept = handbooks.read_text(encoding="utf-8")
change(handbooks, "type: date", "type: day")
found["table broken"] = pages()
handbooks.write_text(kept, encoding="utf-8")
look_again()
found["table mended"] = pages()

own = DEFINITIONS / "wells_2022"
own.mkdir()
Path("store/declared/villages/wells.yaml").write_text(TABLE.lstrip(), encoding="utf-8")
(own / "wells_running.yaml").write_text(MEASURE.lstrip(), encoding="utf-8")
(own / "framework.yaml").write_text("""
framework: wells_2022
title: 水源井核查
version: '1'
period: month
level: county
points: 0
aspects: [{title: 饮水, points: 0}]
indicators: [{title: 饮水, points: 0}]
source: 某县农村供水管护办法
""".lstrip(), encoding="utf-8")
look_again()
found["added"] = pages()
print(json.dumps(found, ensure_ascii=False))
'''


@pytest.fixture(scope="module")
def found(filled_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """State of the definitions → page → its text, and what the picker of frameworks offers; all of one process."""
    folder = copy_project(tmp_path_factory.mktemp("broken"))
    shutil.copytree(filled_folder, folder.parent / "data")
    done = run(folder, "-c", OPENED)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_a_framework_that_is_not_well_declared_takes_no_other_with_it(found: dict[str, Any]) -> None:
    for name in ("overview", "spending", "ledger", "imports", "checks"):
        assert found["quality broken"][name]["text"] == found["whole"][name]["text"], name
    assert "没有完成" in found["quality broken"]["quality"]["text"]
    assert "文件「framework.yaml」字段「level」" in found["quality broken"]["quality"]["text"]


def test_it_is_named_in_the_picker_and_says_what_is_wrong_with_the_way_back(found: dict[str, Any]) -> None:
    assert "指标体系“data_quality”（定义有误）" in found["quality broken"]["overview"]["frameworks"]
    said = found["quality broken and picked"]["overview"]["text"]
    assert (
        "“data_quality”文件夹里的定义有误" in said
        and "字段「level」" in said
        and "返回巩固脱贫成果后评估(2021年)" in said
    )


def test_mended_it_is_back_without_a_start(found: dict[str, Any]) -> None:
    assert found["mended"] == found["whole"]


def test_broken_checks_take_their_own_page_alone(found: dict[str, Any]) -> None:
    assert "字段「level」" in found["checks broken"]["checks"]["text"]
    for name in ("overview", "spending", "quality", "ledger", "imports"):
        assert found["checks broken"][name]["text"] == found["whole"][name]["text"], name


def test_a_table_that_is_not_well_declared_takes_its_own_measures_alone(found: dict[str, Any]) -> None:
    """The rest is counted as if it had not been imported; every page says what is wrong and what it costs."""
    whole, broken = found["whole"], found["table broken"]
    for name, page in broken.items():
        assert "没有完成" not in page["text"] or name == "imports", name
        assert page["frameworks"] == whole[name]["frameworks"], name
    said = "表“handbooks.yaml”的定义有误，用到它的 1 项指标算不出来，按没有数据处理：文件「handbooks.yaml」字段「"
    for name in ("overview", "spending", "ledger"):
        assert said in broken[name]["text"], name
    assert "表“handbooks.yaml”的定义有误，用到它的 1 条规则没有核查" in broken["checks"]["text"]
    assert "表“handbooks”的定义有误，它的文件暂时认不出来" in broken["imports"]["text"]
    assert "条规则查到疑点" in broken["checks"]["text"]


def test_a_table_that_is_mended_is_back_without_a_start(found: dict[str, Any]) -> None:
    """Only the page of checks knows that one rule was not checked the last time."""
    for name in ("overview", "spending", "quality", "ledger", "imports"):
        assert found["table mended"][name] == found["whole"][name], name
    pending = [
        re.search(r"有 ([\d,]+) 条疑点待核", found[state]["checks"]["text"]) for state in ("whole", "table mended")
    ]
    assert pending[0] and pending[1] and pending[0][1] == pending[1][1]
    assert "首次核查" in found["table mended"]["checks"]["text"]


def test_a_framework_over_a_table_of_its_own_is_there_without_a_start(found: dict[str, Any]) -> None:
    assert "水源井核查（还没有数据）" in found["added"]["overview"]["frameworks"]
    for name in ("overview", "spending", "quality", "checks", "ledger", "imports"):
        assert "没有完成" not in found["added"][name]["text"], name
