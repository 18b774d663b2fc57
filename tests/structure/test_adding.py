"""In a copy of the project one of each is added as ARCHITECTURE.md says, in as many files, and is there at once."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.structure.project_copy import copy_project, run

MEASURE = """
title: 就业帮扶车间工资发放率
says: 按时发放工资的车间个数 ÷ 就业帮扶车间个数，乡镇上报数之和
aspect: 巩固成效
indicator: 就业稳岗
problem_type: 政策落实不到位
table: township_progress
population: item = 'workshops' and target_count > 0
met: done_count >= target_count
numerator: done_count
denominator: target_count
reported: item = 'workshops'
unit: percent
direction: higher_is_better
counter: 个乡镇
source: 某县就业工作方案
"""
TWIN = """    "workshops_running": "workshops","""
TABLE = """
table: wells
title: 村级水源井登记表
one_row: 水源井
place: {level: county, required: true}
period: month
key: [county_code, period, well_name]
replace: [county_code, period]
department: 水利局
columns:
  - {name: well_name, title: 水源井名称, type: text, required: true}
  - {name: depth_m, title: 井深, type: number, minimum: 0}
  - {name: is_running, title: 是否正常出水, type: boolean}
"""
CHECK = """
title: 水源井不能正常出水
says: 统计填了是否正常出水的水源井中，不能正常出水的口数
aspect: 政策落实
indicator: 两不愁三保障和饮水安全
problem_type: 三保障不够扎实
table: wells
period: latest
population: is_running IS NOT NULL
met: is_running
unit: percent
direction: higher_is_better
counter: 口井
suspicion: 需要核实
list_columns: [well_name, depth_m, is_running]
department: 水利局
source: 某县农村供水管护办法
"""
PAGE = '''"""水源井: how many wells there are."""

from __future__ import annotations

from pages.parts.common import cache, look, state

with cache.store().connect() as connection:
    found = connection.execute("SELECT count(*) FROM wells").fetchone()
look.draw_answer(f"登记水源井 {found[0] if found else 0} 口", state.picked().period)
'''
WELLS = "县,水源井名称,井深,是否正常出水\n凤凰县,大井,30,是\n凤凰县,小井,12,否\n泸溪县,河边井,8,是\n"
OPEN_PAGE = """
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("dashboard.py", default_timeout=120)
page.run()
page.switch_page("pages/wells.py")
page.run()
assert not page.exception, page.exception
print([block.proto.body for block in page.get("html")])
"""


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with an empty data folder beside it."""
    return copy_project(tmp_path_factory.mktemp("adding"))


def answer(folder: Path, *arguments: str) -> Any:
    """The JSON of a command that ends well."""
    done = run(folder, "-m", *arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def add(folder: Path, path: str, text: str) -> None:
    """One more file; it must not have been there."""
    file = folder / path
    assert not file.exists()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.lstrip("\n"), encoding="utf-8")


def test_a_measure_is_one_file_and_its_twin(copied: Path) -> None:
    add(copied, "indicators/definitions/consolidation_2021/employment/workshop_wages_paid.yaml", MEASURE)
    (framework,) = answer(copied, "indicators", "measures", "--framework", "consolidation_2021")["frameworks"]
    assert "workshop_wages_paid" in [measure["id"] for measure in framework["measures"]]
    tests = (
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/indicators/declared/test_framework.py",
        "-k",
        "twin or shipped",
    )
    without = run(copied, *tests)
    assert without.returncode == 1 and "write workshop_wages_paid in tests/" in without.stdout
    twin = copied / "tests" / "indicators" / "evaluation" / "twins" / "reported.py"
    text = twin.read_text(encoding="utf-8")
    assert text.count(TWIN.strip()) == 1
    added = TWIN.strip() + ' "workshop_wages_paid": "workshops",'
    twin.write_text(text.replace(TWIN.strip(), added), encoding="utf-8")
    with_twin = run(copied, *tests)
    assert with_twin.returncode == 0, with_twin.stdout


def test_a_table_is_one_file_a_check_one_and_a_page_two(copied: Path) -> None:
    add(copied, "store/declared/villages/wells.yaml", TABLE)
    add(copied, "wells.csv", WELLS)
    result = answer(copied, "loaders", "import", "wells.csv", "--table", "wells", "--period", "2021-11")
    assert (result["table"], result["rows_stored"]) == ("wells", 3)

    add(copied, "indicators/definitions/household_checks/homes/c1_water_well.yaml", CHECK)
    checks = {one["check"]: one for one in answer(copied, "indicators", "check", "--period", "2021-11")["checks"]}
    assert (checks["c1_water_well"]["population"], checks["c1_water_well"]["findings"]) == (3, 1)

    add(copied, "pages/wells.py", PAGE)
    dashboard = copied / "dashboard.py"
    text = dashboard.read_text(encoding="utf-8")
    listed = '"imports": "数据导入",'
    assert text.count(listed) == 1
    dashboard.write_text(text.replace(listed, f'{listed} "wells": "水源井",'), encoding="utf-8")
    opened = run(copied, "-c", OPEN_PAGE)
    assert opened.returncode == 0 and "登记水源井 3 口" in opened.stdout, opened.stdout + opened.stderr
