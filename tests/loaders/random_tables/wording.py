"""Words that stand in tables of this trade: places, subjects, headers, and the ways a period is written."""

import random
from dataclasses import dataclass

PLACES = {
    "433101": "吉首市", "433122": "泸溪县", "433123": "凤凰县", "433124": "花垣县", "433125": "保靖县", "433126": "古丈县",
    "433127": "永顺县", "433130": "龙山县",
}  # fmt: skip
TOWNSHIPS = {f"{code}{at:03d}": f"{name[0]}{word}镇" for code, name in PLACES.items()
             for at, word in enumerate(("水田", "木江", "双塘", "兴隆"), 101)}  # fmt: skip
PLACE_HEADERS = (
    "县市区", "县别", "县(市、区)", "县（市、区）", "单位", "填报单位", "地区", "县市", "县（市）", "县名", "县", "行政区划", "区域",
    "县市区名称", "单位名称",
)  # fmt: skip
CODE_HEADERS = ("区划代码", "行政区划代码", "县代码", "地区代码")
SUBJECTS = (
    "农村危房改造", "城乡居民医保参保", "小额信贷发放", "公益性岗位开发", "产业帮扶", "就业帮扶车间", "饮水安全巩固提升", "控辍保学",
    "雨露计划", "光伏帮扶电站", "消费帮扶", "驻村帮扶", "易地搬迁后扶", "防返贫监测", "农村厕所改造",
)  # fmt: skip
KINDS = ("情况表", "进度表", "统计表", "情况统计表", "汇总表", "进展情况", "通报", "")
COUNTS = ("任务数", "完成数", "目标任务", "计划数", "开工数", "竣工数", "新增", "剩余", "项目数", "帮扶车间", "在建")
PIECES = ("项目数", "帮扶车间", "覆盖村数", "车间个数")
HOUSEHOLDS = ("受益户数", "应改户数", "已改户数", "监测对象", "脱贫户", "申请户数")
PERSONS = ("受益人数", "参保人数", "应培训人数", "监测对象", "务工人员", "上岗人数")
AMOUNTS = ("计划资金", "到位资金", "支出金额", "拨付资金", "投放贷款", "发放金额", "报账金额")
RATES = ("完成率", "支出率", "开工率", "兑付率", "占比", "资金拨付进度")
GROUPS = (
    ("中央资金", "省级资金", "州级资金"), ("存量", "新增", "逾期"), ("脱贫户", "监测户"), ("危房改造", "安全饮水", "义务教育"),
    ("农村", "城镇"),
)  # fmt: skip
TOTALS = ("合计", "总计", "合  计", "全州合计", "全州", "小计")
NOTES = ("注：本表由各县市填报。", "填表人：        审核人：", "说明：数据以系统为准。", "备注：完成率=完成数/任务数。")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_MONTHS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


@dataclass(frozen=True)
class Wording:
    """How a period is written and what it may be stored as; counted since January when `is_to_date`."""

    text: str
    periods: tuple[str, ...]
    is_to_date: bool = False


def draw_wording(rng: random.Random, *, years: bool = True) -> Wording:
    """A month, what is counted up to one, a year, or seldom a part of a year that has to be asked about."""
    year, month = rng.choice(("2019", "2020", "2021")), rng.randint(2, 11)
    period, last = f"{year}-{month:02d}", 31 if month in (3, 5, 7, 8, 10) else 28 if month == 2 else 30
    words = f"{year.translate(_DIGITS)}年{_MONTHS[month]}月"
    monthly = (
        f"{year}年{month}月", f"{year}年{month}月份", words, f"{words}份", f"{year}-{month:02d}", f"{year}.{month:02d}",
        f"{year}年度{month}月份", f"截至{year}年{month}月底", f"截至{year}年{month}月{last}日", f"{year}年{month}月末",
        f"{year}年{month}月{last}日", f"{year} 年 {month} 月", f"截止{year}年{month}月{last}日", f"{year}{month:02d}",
    )  # fmt: skip
    counted = (
        f"{year}年1-{month}月", f"{year}年1—{month}月份", f"{year}年元月至{_MONTHS[month]}月", f"{year}年1至{month}月",
        f"{year}年1～{month}月", f"{year.translate(_DIGITS)}年一至{_MONTHS[month]}月",
    )  # fmt: skip
    yearly = (f"{year}年", f"{year}年度", f"{year.translate(_DIGITS)}年", f"{year}年全年")
    drawn = rng.random()
    if drawn < 0.03:
        return Wording(rng.choice((f"{year}年上半年", f"{year}年前三季度", f"{year}年第三季度", f"{year}年三季度")), ())
    if drawn < 0.25:
        return Wording(rng.choice(counted), (period,), True)
    if years and drawn < 0.45:
        return Wording(rng.choice(yearly), (year,))
    return Wording(rng.choice(monthly), (period,))
