"""One reader a page: what is drawn, as facts. Tables are read by their headings, sentences by their words."""

import re
from collections.abc import Callable
from datetime import date

from core.words import say_date
from tests.pages.one_value.drawn import Drawn, Table
from tests.pages.one_value.facts import (
    ACTIVITY,
    ARCHIVE,
    CARD,
    CHECK,
    LEDGER,
    LISTED,
    MEASURE,
    MONEY,
    PLACE,
    QUALITY,
    Facts,
)
from tests.pages.one_value.world import AREA, DAY, SUM, World

Reader = Callable[[Facts, World, Drawn, str], None]
"""(where it is put, names, the page, the place it was drawn for)."""
SPENDING = {
    "预算（调整后） 万元": ("预算", "万元"), "已支出 万元": ("已支出", "万元"), "支出率": ("支出率", ""),
    "与序时进度差 百分点": ("与序时进度差", "个百分点"), "差额 万元": ("差额", "万元"),
    "到截止日每天需支出 万元": ("每天需支出", "万元"), "按当前速度到截止日预计": ("预计", ""),
}  # fmt: skip
"""Heading → (quantity, the unit of its column)."""
FIGURES = {"应完成": "denominator", "已完成": "numerator", "未完成": "open"}
ALL = "全部"


def read_overview(facts: Facts, world: World, page: Drawn, place: str) -> None:
    where = "总览"
    for table in page.find("县", "位次"):
        for row in table.records():
            code = world.code(row["县"].partition("（")[0], AREA)
            facts.add(where, (PLACE, ALL, "位次"), code, row["位次"])
            facts.add(where, (PLACE, ALL, "得分"), code, row["得分"])
            for cut in world.framework.indicators:
                facts.add_words(where, (PLACE, cut.title, "亮灯"), code, row[cut.short])
    _read_line(facts, world, page)
    _read_ways(facts, page, place)
    if place == AREA:
        listed = page.text.partition("100 分中没有计分的：")[2].partition(" 县 位次")[0]
        for name, points in re.findall(r"(\S+) ([\d.]+ 分)（", listed):
            facts.add(where, (PLACE, ALL, "没有计分"), world.code(name, AREA), points)
        return
    _read_standing(facts, where, page, place)
    if found := re.search(r"100 分中 ([\d.]+ 分)没有计分", page.text):
        facts.add(where, (PLACE, ALL, "没有计分"), place, found[1])
    for tile in page.blocks("tile"):
        for label, quantity in (("位次", "位次"), ("参考得分", "得分"), ("已有数据", "已有数据")):
            if tile.startswith(f"{label} "):
                facts.add(where, (PLACE, ALL, quantity), place, tile.removeprefix(label))
    for loss, need in zip(page.blocks("loss"), page.blocks("need"), strict=True):
        title, lost = world.measure(loss), re.search(r" −([\d.]+ 分)", loss)
        assert title and lost, f"a card names no measure: {loss}"
        facts.add(where, (MEASURE, title, "lost"), place, lost[1])
        read_needed(facts, where, title, place, need)


def _read_line(facts: Facts, world: World, page: Drawn) -> None:
    """The line of places: `6 泸溪县 64.71（+0.92）`."""
    for label in page.blocks("axis-label"):
        found = re.match(r"(?:(\d+) )?(\S+) ([\d.]+)", label)
        assert found, f"a name on the line says no score: {label}"
        code = world.code(found[2], AREA)
        facts.add("总览：线", (PLACE, ALL, "得分"), code, found[3])
        if found[1]:
            facts.add("总览：线", (PLACE, ALL, "位次"), code, found[1])


def _read_ways(facts: Facts, page: Drawn, place: str) -> None:
    """What 总览 says of 问题台账 and 六个一."""
    (said,) = page.blocks("ways")
    if found := re.search(r"未销号 ([\d,]+) 个", said):
        facts.add("总览：台账", (LEDGER, ALL, "未销号"), place, found[1])
    if found := re.search(r"([\d,]+) 个超时限", said):
        facts.add("总览：台账", (LEDGER, ALL, "超时限"), place, found[1])
    if "尚未重查" not in said and (found := re.search(r"有 ([\d,]+) 条疑点待核", said)):
        facts.add("总览：疑点", (CHECK, ALL, "疑点"), place, found[1])
    if found := re.search(r"最慢的是(大\S+) ([\d.]+%)，还差 ([\d,]+)", said):
        facts.add("总览：六个一", (ACTIVITY, found[1], "share"), place, found[2])
        facts.add("总览：六个一", (ACTIVITY, found[1], "left"), place, found[3])


def _read_standing(facts: Facts, where: str, page: Drawn, place: str) -> None:
    """`永顺县位列全州第7（7个脱贫县），与上期持平；失分最多的是…（−3.00分）`."""
    if found := re.search(r"位列全州第(\d+)", page.answer):
        facts.add(where, (PLACE, ALL, "位次"), place, found[1])
    if found := re.search(r"失分最多的是(.+?)（−([\d.]+) ?分）", page.answer):
        facts.add(where, (MEASURE, found[1], "lost"), place, found[2])


def read_needed(facts: Facts, where: str, title: str, place: str, said: str) -> None:
    """What is to be done, and the amount in it as a figure."""
    said = said.partition("，还可加")[0]
    facts.add_words(where, (MEASURE, title, "needed"), place, said)
    if found := re.search(r"再\S+ ([\d.,]+ \S+)", said):
        facts.add(where, (MEASURE, title, "still"), place, found[1])


def read_ranking(facts: Facts, world: World, page: Drawn, place: str) -> None:
    where = "排名"
    for table in page.find("名次", "县"):
        by = table.heads[2]
        title = world.measure(by)
        for row in table.records():
            code = world.code(row["县"], AREA)
            key = (MEASURE, title) if title else (PLACE, ALL if by == "参考得分" else by)
            facts.add(where, (*key, "rank" if title else "位次"), code, row["名次"])
            facts.add(where, (*key, "value" if title else "得分"), code, row[by])
            if title and "得分" in row:
                _read_marks(facts, where, title, code, row["得分"])
            if "已有数据" in row:
                facts.add(where, (PLACE, ALL, "已有数据"), code, row["已有数据"])
    if place == AREA:
        return
    for table in page.find("指标", "得分 / 满分", "失分"):
        for row in table.records():
            title = world.measure(row["指标"])
            assert title, f"a row names no measure: {row}"
            facts.add(where, (MEASURE, title, "value"), place, row["指标值"])
            _read_marks(facts, where, title, place, row["得分 / 满分"])
            facts.add(where, (MEASURE, title, "lost"), place, row["失分"].lstrip("−"))
            read_needed(facts, where, title, place, row["补到满分"])
    if found := re.search(
        r"合计：得分 ([\d.]+) / ([\d.]+)，失分 ([\d.]+)(?:；另加分 [\d.]+，总分 ([\d.]+))?", page.text
    ):
        facts.add(where, (PLACE, ALL, "失分"), place, found[3])
        facts.add(where, (PLACE, ALL, "得分"), place, found[4] or found[1])
    if (found := re.search(r"指标值 (?:\S+ \S+ ÷ )", page.text)) and (title := world.measure(_by(page))):
        _read_explained(facts, where, page, title, place)


def _by(page: Drawn) -> str:
    return next((table.heads[2] for table in page.find("名次", "县")), "")


def _read_explained(facts: Facts, where: str, page: Drawn, title: str, place: str) -> None:
    """`指标值 421 户 ÷ 428 户 = 98.36%` among the facts of one measure."""
    found = re.search(r"指标值 (−?[\d,.]+ \S+) ÷ (−?[\d,.]+ \S+) = (−?[\d,.]+ ?\S+)", page.text)
    if found:
        for quantity, said in zip(("numerator", "denominator", "value"), found.groups(), strict=True):
            facts.add(where, (MEASURE, title, quantity), place, said)


def _read_marks(facts: Facts, where: str, title: str, place: str, said: str) -> None:
    score, _, points = said.partition(" / ")
    if score.strip("— "):
        facts.add(where, (MEASURE, title, "score"), place, score)
        facts.add(where, (MEASURE, title, "points"), place, points)


def read_map(facts: Facts, world: World, page: Drawn, place: str, by: str) -> None:
    """`by` is the title of the measure or indicator on the map; '' the total."""
    where, title = "地图", world.measure(by)
    for table in page.find("位次", "数值"):
        for row in table.records():
            code = world.code(row[table.heads[1]], AREA)
            key = (MEASURE, title) if title else (PLACE, by or ALL)
            facts.add(where, (*key, "rank" if title else "位次"), code, row["位次"])
            facts.add(where, (*key, "value" if title else "得分"), code, row["数值"])
            if by and not title:
                facts.add_words(where, (PLACE, by, "亮灯"), code, row["亮灯"])
    if not by and place != AREA:
        _read_standing(facts, where, page, place)


def read_spending(facts: Facts, world: World, page: Drawn, place: str) -> None:
    where = "资金进度"
    for table in page.find("县", "支出率"):
        if "差额 万元" in table.heads:
            for row in table.records():
                _read_money(facts, where, ALL, AREA if row["县"] == SUM else world.code(row["县"], AREA), row)
    for table in page.find("资金级次", "差额 万元"):
        for row in table.records():
            source = row["资金级次"]
            _read_money(facts, where, ALL if source == SUM else source, place, row)
    said = {
        "已支出": r"衔接资金支出 ([\d,.]+ [万亿]元)", "支出率": r"支出率 ([\d.]+%)", "预算": r"，预算 ([\d,.]+ [万亿]元)",
        "与序时进度差": r"与序时进度差 ([+−]?[\d.]+ 个百分点)", "每天需支出": r"每天需支出 ([\d,.]+ [万亿]元)",
        "应达": r"；应达 ([\d.]+%)", "预计": r"按当前速度，到\S+日预计 ([\d.]+%)",
    }  # fmt: skip
    for quantity, pattern in said.items():
        if found := re.search(pattern, page.text):
            facts.add(where, (MONEY, ALL, quantity), AREA if quantity == "应达" else place, found[1])
    for word, amount in re.findall(r"(差|超) ([\d,.]+ [万亿]元)", page.text):
        facts.add(where, (MONEY, ALL, "差额"), place, f"-{amount}" if word == "差" else amount)
        if word == "差":
            facts.add(where, (MONEY, ALL, "还差"), place, amount)
    for word, points in re.findall(r"(高于|低于)序时进度([\d.]+个百分点)", page.answer):
        facts.add(where, (MONEY, ALL, "与序时进度差"), place, f"-{points}" if word == "低于" else points)
    if found := re.search(r"([\d,]+)笔项目资金低于序时进度，共少付 ([\d,.]+ [万亿]元)", page.text):
        facts.add(where, (MONEY, ALL, "低于序时进度的笔数"), place, found[1])
        facts.add(where, (MONEY, ALL, "共少付"), place, found[2])
    for count in re.findall(r"看全部([\d,]+)笔", page.text):
        facts.add(where, (MONEY, ALL, "低于序时进度的笔数"), place, count)


def _read_money(facts: Facts, where: str, source: str, place: str, row: dict[str, str]) -> None:
    for heading, (quantity, unit) in SPENDING.items():
        facts.add(where, (MONEY, source, quantity), place, row[heading], unit)


def read_shortfalls(facts: Facts, world: World, page: Drawn, place: str) -> None:
    where = "短板清单"
    if found := re.search(r"合计失 ([\d,.]+) 分", page.answer):
        facts.add(where, (PLACE, ALL, "失分"), place, found[1])
    if found := re.search(r"失分最多的是(.+?)（−([\d.]+) ?分）", page.answer):
        facts.add(where, (MEASURE, found[1], "lost"), place, found[2])
    for table in page.find("指标", "未达标"):
        lost = next(head for head in table.heads if head.startswith("失分"))
        for row in table.records():
            if row["指标"] == SUM:
                facts.add(where, (PLACE, ALL, "失分"), place, row[lost])
                continue
            title = world.measure(row["指标"])
            assert title, f"a row names no measure: {row}"
            facts.add(where, (MEASURE, title, "rows_short"), place, row["未达标"])
            facts.add(where, (MEASURE, title, "lost"), place, "0" if row[lost] == "不失分" else row[lost])
            if place != AREA and row.get("怎样赢回", "—") != "—" and row[lost] != "不计分":
                read_needed(facts, where, title, place, row["怎样赢回"])


def read_short_rows(facts: Facts, world: World, page: Drawn, place: str, measure: str) -> None:
    """The page of one measure."""
    where, title = "短板清单：单项", world.framework.measures[measure].title
    for table in page.find("地区", "未达标", "指标值"):
        for row in table.records():
            code = world.code(row["地区"], place)
            facts.add(where, (MEASURE, title, "rows_short"), code, row["未达标"])
            facts.add(where, (MEASURE, title, "value"), code, row["指标值"])
            if row["失分"] != "不计分":
                facts.add(where, (MEASURE, title, "lost"), code, row["失分"])
                read_needed(facts, where, title, code, row["补到满分"])
    if found := re.search(r"：([\d,]+) \S+未达标", page.answer):
        facts.add(where, (MEASURE, title, "rows_short"), place, found[1])
    if found := re.search(r"未达标清单 共 ([\d,]+) 条", page.text):
        facts.add(where, (MEASURE, title, "rows_short"), place, found[1])
    if found := re.search(r"，失 ([\d,.]+) 分", page.answer):
        facts.add(where, (MEASURE, title, "lost"), place, found[1])
    if place != AREA and (found := re.search(r"；补到满分：(.+?)(?:（|$)", page.answer)):
        read_needed(facts, where, title, place, found[1])


def read_record(facts: Facts, world: World, page: Drawn, place: str) -> None:
    """One record of the list of projects behind: the schedule's share that it was held against."""
    found = re.search(r"序时进度 ?： ?([\d.]+%)", page.text)
    assert found, page.text[:500]
    facts.add("短板清单：记录", (MONEY, ALL, "应达"), AREA, found[1])


def read_quality(facts: Facts, world: World, page: Drawn, place: str) -> None:
    where = "数据质量"
    if found := re.search(r"填报与登记 ([\d,]+) 处对不上", page.answer):
        facts.add(where, (QUALITY, "填报与登记", "对不上"), place, found[1])
    if found := re.search(r"([\d,]+) 个填报数与登记表逐一核对，([\d,]+) 个对不上", page.text):
        facts.add(where, (QUALITY, "填报与登记", "核对"), place, found[1])
        facts.add(where, (QUALITY, "填报与登记", "对不上"), place, found[2])
    if found := re.search(r"表内有 ([\d,]+) 条对不上", page.answer):
        facts.add(where, (QUALITY, "表内", "对不上"), place, found[1])
    for table in page.find("指标", "数字", "填报", "登记", "对不上的地方"):
        for row in table.records():
            for quantity, column in (("reported", "填报"), ("register", "登记")):
                key = (MEASURE, world.measure(row["指标"]), f"{quantity}_{FIGURES[row['数字']]}")
                facts.add(where, key, place, row[column])
    for table in page.find("地区", "指标", "数字", "填报", "登记"):
        for row in table.records():
            county, _, township = row["地区"].partition(" ")
            code = world.code(county, AREA)
            code = world.code(township, code) if township else code
            for quantity, column in (("reported", "填报"), ("register", "登记")):
                key = (MEASURE, world.measure(row["指标"]), f"{quantity}_{FIGURES[row['数字']]}")
                facts.add(where, key, code, row[column])
    for table in page.find("县(市、区)", "表内等次"):
        for row in table.records():
            code = world.code(row["县(市、区)"], AREA)
            facts.add(where, (QUALITY, "填报与登记", "对不上"), code, row["填报≠登记"])
            for title in table.heads[4:]:
                facts.add(where, (QUALITY, title, "对不上"), code, row[title])
    for table in page.find("县(市、区)", "指标", "变化"):
        for row in table.records():
            now = row["变化"].partition(" → ")[2].partition("（")[0]
            facts.add(where, (MEASURE, world.measure(row["指标"]), "value"), world.code(row["县(市、区)"], AREA), now)


def read_checks(facts: Facts, world: World, page: Drawn, place: str) -> None:
    """The matrix of all rules."""
    where = "疑点核查"
    found = re.search(r"有 ([\d,]+) 条疑点待核", page.answer)
    assert found, page.answer
    facts.add(where, (CHECK, ALL, "疑点"), place, found[1])
    if found := re.search(r"最多的规则是“(.+?)”（([\d,]+) 条）", page.answer):
        facts.add(where, (CHECK, found[1], "疑点"), place, found[2])
    for table in page.find("全部 规则"):
        for row in table.records():
            code = world.code(row[table.heads[0]], place)
            facts.add(where, (CHECK, ALL, "疑点"), code, row["全部 规则"])
            for head in table.heads[2:]:
                facts.add(where, (CHECK, world.check(head), "疑点"), code, row[head])


def read_households(facts: Facts, world: World, page: Drawn, place: str) -> None:
    where = "户档案"
    found = re.search(r"登记脱贫户和监测对象 ([\d,]+) 户 ([\d,]+) 人，其中监测对象 ([\d,]+) 户", page.answer)
    assert found, page.answer
    for quantity, said in zip(("户", "人", "监测对象户"), found.groups(), strict=True):
        facts.add(where, (PLACE, ALL, quantity), place, said)
    for table in page.find("地区", "户", "监测对象（户）"):
        for row in table.records():
            code = world.code(row["地区"], place)
            # Below a county the page lists a household in each place that registers it, and says so; elsewhere it counts in one.
            listed = "" if place == AREA else "（列出）"
            for column, quantity in (("户", "户"), ("人", "人"), ("监测对象（户）", "监测对象户")):
                facts.add(where, (PLACE, ALL, f"{quantity}{listed}"), code, row[column])
            facts.add(where, (CHECK, ALL, "疑点"), code, row["疑点"])


def read_comparison(facts: Facts, world: World, page: Drawn, place: str) -> None:
    where = "部门比对"
    for table in page.find("部门的表", "名册", "对不上"):
        for row in table.records():
            for column in ("名册", "在系统中"):
                facts.add(where, (LISTED, row["部门的表"].split(" ")[0], column), place, row[column])
    for table in page.find("比对规则", SUM):
        for row in table.records():
            title = world.check(row["比对规则"])
            if not title or (len(table.heads) > 1 and not row[SUM]):
                continue
            for head in table.heads[1:]:
                facts.add(where, (CHECK, title, "疑点"), world.code(head, place), row[head])


def read_activities(facts: Facts, world: World, page: Drawn, place: str) -> None:
    where = "六个一"
    for card in page.blocks("one"):
        found = re.match(r"(大\S+) \S+ \S+ ([\d.]+%) ([\d,]+) / ([\d,]+) (\S+?)(?:，还差 ([\d,]+))?(?: |$)", card)
        if found:
            title, share, done, total, _, left = found.groups()
            for quantity, said in (("share", share), ("done", done), ("total", total), ("left", left)):
                facts.add(where, (ACTIVITY, title, quantity), place, said)
    if found := re.search(r"最慢的是(大\S+) ([\d.]+%)，还差 ([\d,]+)", page.answer):
        facts.add(where, (ACTIVITY, found[1], "share"), place, found[2])
        facts.add(where, (ACTIVITY, found[1], "left"), place, found[3])
    for table in page.find("大排查", "大提升"):
        for row in table.records():
            code = world.code(row[table.heads[0]], place)
            for title in table.heads[1:]:
                if found := re.search(r"([\d.]+%) ([\d,]+)/([\d,]+)", row[title]):
                    for quantity, said in zip(("share", "done", "total"), found.groups(), strict=True):
                        facts.add(where, (ACTIVITY, title, quantity), code, said)


def read_card(facts: Facts, world: World, page: Drawn, place: str) -> None:
    """应知应会, drawn or printed."""
    where = "应知应会"
    for line in page.blocks("figure"):
        if found := re.match(r"(.+?) (−?[\d,.]+ ?(?:户|人|个|次|元|万元|亿元|%))", line):
            facts.add(where, (CARD, found[1], "figure"), place, found[2])
    answer = (
        r"脱贫户 ([\d,]+ 户) ([\d,]+ 人)，监测对象 ([\d,]+ 户) ([\d,]+ 人)，风险消除率 ([\d.]+%)，资金支出率 ([\d.]+%)"
    )
    titles = (
        "脱贫户",
        "脱贫人口",
        "监测对象（含已消除风险）",
        "监测对象人口（含已消除风险）",
        "风险消除率（按户）",
        "资金支出率",
    )
    if found := re.search(answer, page.answer):
        for title, said in zip(titles, found.groups(), strict=True):
            facts.add(where, (CARD, title, "figure"), place, said)


def read_duties(facts: Facts, world: World, page: Drawn, place: str) -> None:
    where = "责任清单"
    for table in page.find("问题", "未销号", "超时限"):
        for row in table.records():
            if row[table.heads[0]] == SUM:
                for quantity in ("问题", "未销号", "超时限", "销号率"):
                    facts.add(where, (LEDGER, ALL, quantity), place, row[quantity])
    if found := re.search(r"，([\d,]+) 个问题，销号率 ([\d.]+%)", page.answer):
        facts.add(where, (LEDGER, ALL, "问题"), place, found[1])
        facts.add(where, (LEDGER, ALL, "销号率"), place, found[2])


def read_ledger(facts: Facts, world: World, page: Drawn, place: str) -> None:
    where = "问题台账"
    found = re.search(r"台账 ([\d,]+) 个问题：已销号 ([\d,]+)", page.answer)
    assert found, page.answer
    facts.add(where, (LEDGER, ALL, "问题"), place, found[1])
    facts.add(where, (LEDGER, ALL, "已销号"), place, found[2])
    if found := re.search(r"超时限 ([\d,]+)", page.answer):
        facts.add(where, (LEDGER, ALL, "超时限"), place, found[1])
    for chip in page.blocks("chip"):
        for label, quantity in (("全部", "问题"), ("未销号", "未销号"), ("已超时限", "超时限"), ("已销号", "已销号")):
            if chip.startswith(f"{label} "):
                facts.add(where, (LEDGER, ALL, quantity), place, chip.removeprefix(label))


def read_late(facts: Facts, world: World, page: Drawn, place: str) -> None:
    """The view 约谈清单."""
    if found := re.search(r"约谈清单：.+?超时限 ([\d,]+) 个", page.text):
        facts.add("约谈清单", (LEDGER, ALL, "超时限"), place, found[1])


def read_archive(facts: Facts, world: World, page: Drawn, place: str) -> None:
    where = "档案资料"
    found = re.search(r"齐全 ([\d.]+%)：缺少 ([\d,]+) 份、过期 ([\d,]+) 份", page.answer)
    assert found, page.answer
    for quantity, said in zip(("齐全", "缺少", "过期"), found.groups(), strict=True):
        facts.add(where, (ARCHIVE, ALL, quantity), place, said)
    if found := re.search(r"应有 ([\d,]+) 份，在档 ([\d,]+) 份", page.text):
        facts.add(where, (ARCHIVE, ALL, "应有"), place, found[1])
        facts.add(where, (ARCHIVE, ALL, "在档"), place, found[2])
    for table in page.find("全部"):
        if table.heads[0] in ("县", "乡镇", "县(市、区)"):
            _read_documents(facts, where, world, table, place)
    for card in page.blocks("card") or []:
        if found := re.search(r"(\S+) ([\d.]+%) \S+ ([\d,]+)/([\d,]+)", card):
            code = world.code(found[1], place)
            facts.add(where, (ARCHIVE, ALL, "齐全"), code, found[2])


def _read_documents(facts: Facts, where: str, world: World, table: Table, place: str) -> None:
    for row in table.records():
        code = world.code(row[table.heads[0]], place)
        if code and (found := re.search(r"([\d,]+)/([\d,]+)", row["全部"])):
            facts.add(where, (ARCHIVE, ALL, "在档"), code, found[1])
            facts.add(where, (ARCHIVE, ALL, "应有"), code, found[2])


def read_standing(facts: Facts, world: World, page: Drawn, place: str) -> None:
    where = "历年位次"
    if found := re.search(r"(\d{4})年度等次(\S+?)，全省第(\d+)位", page.answer):
        facts.add_words(where, (PLACE, found[1], "等次"), place, found[2])
        facts.add(where, (PLACE, found[1], "全省位次"), place, found[3])
    for table in page.find("地区", "年度", "全省位次"):
        for row in table.records():
            code = world.code(row["地区"], AREA)
            facts.add_words(where, (PLACE, row["年度"], "等次"), code, row["等次"])
            facts.add(where, (PLACE, row["年度"], "全省位次"), code, row["全省位次"])


def read_definitions(facts: Facts, world: World, page: Drawn, place: str) -> None:
    for table in page.find("名称", "分值", "计分规则"):
        for row in table.records():
            if title := world.measure(row["名称"]):
                facts.add("指标口径", (MEASURE, title, "declared_points"), AREA, row["分值"])


def read_figures(facts: Facts, world: World, page: Drawn, place: str) -> None:
    """The values of the first figure there is, by county or township."""
    for table in page.find("位次", "数值"):
        head = table.heads[1]
        for row in table.records():
            facts.add("任意数字", (PLACE, _figure_of(page), "value"), world.code(row[head], place), row["数值"])


def _figure_of(page: Drawn) -> str:
    """What the answer is about: `永顺县医保参保 … ` or `医保参保：2021年11月 …` both name it in the line below: `表 ▸ 医保参保（人）`."""
    found = re.search(r"▸ (.+?)（\S+?） ·", page.text)
    assert found, page.text[:300]
    return found[1]


def read_series(facts: Facts, world: World, page: Drawn, place: str) -> None:
    """The newest month of the scores of all counties, or of a figure of the tables."""
    for card in page.blocks("course"):
        if found := re.match(r"(\S+?) ?([\d.]+ 分)", card):
            facts.add("数字走势", (PLACE, ALL, "得分"), world.code(found[1], AREA), found[2])
    for table in page.find("日期", "地区", "来源"):
        title = table.heads[2]
        for row in table.records():
            if row["日期"] == say_date(date.fromisoformat(DAY)):
                facts.add("数字走势", (PLACE, title, "value"), world.code(row["地区"], AREA), row[title])
