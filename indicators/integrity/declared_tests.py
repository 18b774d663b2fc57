"""What 数据真实 tests: which figures, by which statistic, from which line on a result is called slight or clear."""

from dataclasses import dataclass
from typing import Final

from indicators.households import INCOMES, PERSONS
from indicators.integrity.statistics import LEAST_ORDERS

WORK: Final = "migrant_work"
TAIL_FROM: Final = 1000
"""Last digits and round numbers are looked at in figures of at least four digits, where the last one is free of the first."""
ROUND_STEPS: Final = (100, 500, 1000)
LEAST_ROWS: Final = 30
"""No share is compared over fewer rows than this."""
LEAST_PLACES: Final = 5
"""With fewer places than this nothing can be said to stand out among them."""
SLIGHT_Q, CLEAR_Q = 0.05, 0.01
"""Adjusted p-values below which a result may be called slight or clear."""
OUTLIER_Z: Final = 3.5
"""A modified z beyond this stands out (Iglewicz and Hoaglin 1993)."""


@dataclass(frozen=True)
class Figure:
    """A column of money that is tested."""

    id: str
    table: str
    column: str
    title: str


@dataclass(frozen=True)
class Test:
    """One test. `kind` is last_digit, first_digit, heaping, share, growth or findings.

    `slight` and `clear` are lines of its effect size; `figures` are tested one by one ('' of a share stands for the row).
    """

    id: str
    title: str
    kind: str
    question: str
    effect: str
    slight: float
    clear: float
    figures: tuple[Figure, ...] = ()


_WAGE = Figure("wage", INCOMES, "wage_cny", "工资性收入")
_BUSINESS = Figure("business", INCOMES, "business_cny", "生产经营性收入")
_TRANSFER = Figure("transfer", INCOMES, "transfer_cny", "转移性收入")
_NET = Figure("net", INCOMES, "net_income_cny", "家庭纯收入")
_SPENDING = Figure("spending", INCOMES, "spending_cny", "家庭消费支出")
_MONTHLY = Figure("monthly", WORK, "monthly_wage_cny", "务工月收入")
_TAILS = (_WAGE, _BUSINESS, _TRANSFER, _NET, _SPENDING, _MONTHLY)

TESTS: Final = {
    test.id: test
    for test in (
        Test(
            "last_digit", "末位数字", "last_digit",
            "逐户算出来的数，末位 0 到 9 应各占一成；估的、编的数爱用某几个数字结尾（只看四位数以上）",
            "V", 1 / 30, 0.1, _TAILS,
        ),
        Test(
            "first_digit", "首位数字", "first_digit",
            f"跨度大的金额，首位是 1 的约占三成，9 的不到 5%（本福特定律）；跨度不足 {LEAST_ORDERS:.0f} 个数量级的不适用",
            "平均绝对偏差", 0.012, 0.015, (_WAGE, _BUSINESS, _TRANSFER, _NET),
        ),
        Test(
            "heaping", "整数扎堆", "heaping",
            "四位数以上的金额，整百的应约占 1%；多出来的往往是大概估的",
            "多出的比例", 0.05, 0.2, _TAILS,
        ),
        Test("same_vector", "同村雷同", "share", "同一个村里，各项收入与另一户完全相同的户，与别处相比多不多", "高出别处", 0.02, 0.1),
        Test("copied", "照抄上年", "share", "各项收入与上年一分不差的户，与别处相比多不多", "高出别处", 0.02, 0.1),
        Test("growth", "增幅离群", "growth", "人均纯收入增幅的中位数，在同级地方里是否特别高或特别低", "与中位数相差", 0.02, 0.05),
        Test("phone", "一号多户", "share", "联系电话与别户相同的户，与别处相比多不多", "高出别处", 0.02, 0.1),
        Test("rules", "规则疑点", "findings", "年龄、证件、户主等不可能的数据，与别处相比多不多", "高出别处", 0.002, 0.01),
    )
}  # fmt: skip
"""Test id → test, in the order of the table."""

PHONE_TABLE: Final = PERSONS
VECTOR: Final = ("wage_cny", "business_cny", "property_cny", "transfer_cny", "production_cost_cny", "net_income_cny")
"""The columns of an income that is compared as a whole."""
