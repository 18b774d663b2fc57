"""In a copy of the project a third book of agreements and a second list of policies are added by files that declare, and by no code: a
table a YAML, a framework a folder. They are evaluated, ranked, capped and listed by the commands, and drawn by the pages that are there."""

import json
from pathlib import Path

import pytest

from tests.structure.project_copy import copy_project
from tests.structure.test_adding import add, answer, run

BOOK, POLICIES, MONTH = "designated_aid_2026", "elder_policies", "2026-11"
TABLES = {
    "designated_aid": """
table: designated_aid
title: 定点帮扶协议指标表
one_row: 一个县一项协议指标
place: {level: county, required: true}
period: month
key: [place_code, period, item]
replace: [key]
columns:
  - {name: block, title: 帮扶板块, type: choice, required: true, choices: {资金帮扶: [], 消费帮扶: []}}
  - {name: item, title: 帮扶协议指标, type: text, required: true}
  - {name: agreed_value, title: 帮扶协议数, type: number, required: true}
  - {name: done_value, title: 帮扶完成数, type: number}
""",
    "designated_aid_negatives": """
table: designated_aid_negatives
title: 定点帮扶负面清单表
one_row: 一个县的一类负面事项
place: {level: county, required: true}
period: month
key: [place_code, period, kind]
replace: [key]
columns:
  - {name: kind, title: 帮扶负面事项, type: choice, required: true, choices: {挪用帮扶资金: [], 虚报帮扶数据: []}}
  - {name: cases_count, title: 帮扶负面例数, type: integer, required: true, minimum: 0}
""",
    "elder_register": """
table: elder_register
title: 高龄老人登记表
one_row: 一位老人
place: {level: county, required: true}
period: month
key: [county_code, period, elder_code]
replace: [key]
columns:
  - {name: elder_code, title: 老人编号, type: code, required: true}
  - {name: age, title: 老人年龄, type: integer, minimum: 0}
  - {name: allowance_cny, title: 高龄津贴, type: money, unit: 元}
""",
}
FRAMEWORK = """
framework: designated_aid_2026
title: 定点帮扶成效评价
area: 定点帮扶
version: '1'
period: month
level: county
points: 100
aspects: [{title: 协议完成, points: 100}]
indicators: [{title: 资金帮扶, points: 60}, {title: 消费帮扶, points: 40}]
grades: [好, 较好, 一般, 差]
source: 某省定点帮扶办法
"""
BLOCK = """
title: {block}协议指标超额完成率
says: 完成数多于协议数的{block}协议指标项数 ÷ 全部{block}协议指标项数
aspect: 协议完成
indicator: {block}
table: designated_aid
population: block = '{block}'
met: done_value > agreed_value
unit: percent
direction: higher_is_better
points: {points}
scoring: {{rule: proportional, full_at: 1.0}}
counter: 项协议指标
list_columns: [item, agreed_value, done_value]
source: 某省定点帮扶办法
"""
NEGATIVE = """
title: 负面清单
says: 经认定的负面事项例数
aspect: 协议完成
indicator: 资金帮扶
table: designated_aid_negatives
total: cases_count
unit: count:例
direction: lower_is_better
scoring: {rule: grade_cap, best: 一般}
counter: 类负面事项
source: 某省定点帮扶办法
"""
POLICY_LIST = """
framework: elder_policies
title: 老年人政策清单
area: 老年人政策
purpose: entitlements
version: '1'
period: month
level: county
points: 0
aspects: [{title: 政策落实, points: 0}]
indicators: [{title: 老年人, points: 0}]
source: 某省老年人政策
"""
POLICY = """
title: 高龄津贴
says: 领到高龄津贴的人数 ÷ 八十岁以上老人人数
aspect: 政策落实
indicator: 老年人
table: elder_register
population: age >= 80
met: allowance_cny > 0
unit: percent
direction: higher_is_better
counter: 人
entitles: person
since: '2026-01'
list_columns: [elder_code, age, allowance_cny]
source: 某省老年人政策
"""
ROWS = {
    "designated_aid": """县,帮扶板块,帮扶协议指标,帮扶协议数,帮扶完成数
凤凰县,资金帮扶,帮扶资金（万元）,300,320
凤凰县,资金帮扶,帮扶项目（个）,10,11
凤凰县,消费帮扶,消费帮扶（万元）,50,60
泸溪县,资金帮扶,帮扶资金（万元）,300,300
泸溪县,资金帮扶,帮扶项目（个）,10,12
泸溪县,消费帮扶,消费帮扶（万元）,50,51
""",
    "designated_aid_negatives": """县,帮扶负面事项,帮扶负面例数
凤凰县,挪用帮扶资金,1
泸溪县,挪用帮扶资金,0
""",
    "elder_register": """县,老人编号,老人年龄,高龄津贴（元）
凤凰县,001,81,50
凤凰县,002,90,0
凤凰县,003,70,0
泸溪县,004,85,
""",
}
DRAW = f"""
from streamlit.testing.v1 import AppTest
for name, framework in (("ranking", "{BOOK}"), ("overview", "{BOOK}"), ("entitlements", "{POLICIES}")):
    page = AppTest.from_file("dashboard.py", default_timeout=600)
    page.query_params["framework"], page.query_params["period"], page.query_params["place"] = framework, "{MONTH}", "433100"
    page.run()
    page.switch_page(f"pages/{{name}}.py")
    page.run()
    assert not page.exception, page.exception
    print([block.proto.body for block in page.get("html")], [block.proto.json for block in page.get("bidi_component")])
"""


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy with the declarations and the imported tables; no other file is added or changed."""
    folder = copy_project(tmp_path_factory.mktemp("books"))
    home = "indicators/definitions"
    add(folder, f"{home}/{BOOK}/framework.yaml", FRAMEWORK)
    for name, block, points in (("aid_funds", "资金帮扶", 60), ("aid_sales", "消费帮扶", 40)):
        add(folder, f"{home}/{BOOK}/{name}.yaml", BLOCK.format(block=block, points=points))
    add(folder, f"{home}/{BOOK}/aid_negatives.yaml", NEGATIVE)
    add(folder, f"{home}/{POLICIES}/framework.yaml", POLICY_LIST)
    add(folder, f"{home}/{POLICIES}/elder_allowance.yaml", POLICY)
    for name, text in TABLES.items():
        add(folder, f"store/declared/designated/{name}.yaml", text)
    for name, rows in ROWS.items():
        add(folder, f"{name}.csv", rows)
        assert answer(folder, "loaders", "import", f"{name}.csv", "--table", name, "--period", MONTH)["rows_stored"]
    return folder


def test_a_third_book_of_agreements_is_ranked_and_capped(added: Path) -> None:
    found = answer(added, "indicators", "evaluate", "--framework", BOOK, "--period", MONTH, "--scope", "433100")
    places = {place["place_name"]: place for place in found["places"]}
    assert {name: (place["score"], place["rank"]) for name, place in places.items()} == {
        "凤凰县": (100.0, 1),
        "泸溪县": (70.0, 2),
    }, "the agreed figure itself is not more than it"
    assert places["凤凰县"]["grade_at_best"] == "一般" and "负面清单" in places["凤凰县"]["grade_at_best_because"]
    assert places["泸溪县"]["grade_at_best"] is None
    asked = ("--framework", BOOK, "--measure", "aid_funds", "--place", "433122", "--period", MONTH)
    assert answer(added, "indicators", "shortfall", *asked)["count"] == 1


def test_a_second_list_of_policies_tells_who_got_them_and_who_not(added: Path) -> None:
    found = answer(added, "indicators", "entitlements", "--framework", POLICIES, "--period", MONTH)
    counts = {
        row["place_code"]: [row[name] for name in ("entitled", "got", "missing", "unknown")] for row in found["rows"]
    }
    assert counts == {"433123": [2, 1, 1, 0], "433122": [1, 0, 0, 1]}
    asked = ("--framework", POLICIES, "--period", MONTH, "--list", "elder_allowance")
    assert answer(added, "indicators", "entitlements", *asked)["count"] == 1


def test_the_pages_that_are_there_draw_both(added: Path) -> None:
    drawn = run(added, "-c", DRAW)
    assert drawn.returncode == 0, drawn.stdout + drawn.stderr
    ranking, overview, policies = drawn.stdout.strip().splitlines()
    assert "凤凰县" in ranking and "70.00" in ranking
    assert "定点帮扶成效评价" in json.dumps(overview, ensure_ascii=False) and "资金帮扶" in overview
    assert "高龄津贴" in policies or "\\u9ad8\\u9f84\\u6d25\\u8d34" in policies
