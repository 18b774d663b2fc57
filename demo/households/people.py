"""Invented members of a registered household: who lives together, how old, at school or able to work, with valid numbers.

What one fact says fits what the others say: the number's birth date is the month of birth, its 17th digit the sex, no
student is labour or has finished an education, nobody under 16 works.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from demo.households.home import Row
from demo.places.names import GIVEN, SURNAMES
from loaders.cells import id_check_digit

Choice = TypeVar("Choice")
MONTH_NUMBER = 2021 * 12 + 11
SINCE_SCHOOL_BEGAN = 2
"""Months since September: stages of school and of working life are those of the age then."""
ORDINARY, SKILLED, WEAK = "普通劳动力", "技能劳动力", "弱劳动力或半劳动力"
NONE, LOST = "无劳动力", "丧失劳动力"
LABOUR = (ORDINARY, SKILLED, WEAK)
HEALTHY, DISABLED, CHRONIC, SERIOUS = "健康", "残疾", "长期慢性病", "患有大病"
TODDLER, KINDERGARTEN, PRIMARY, JUNIOR = "学龄前儿童", "学前教育", "小学", "初中"
SENIOR, VOCATIONAL, COLLEGE, UNIVERSITY, MASTER = "高中", "中职", "高职高专", "本科", "硕士研究生"

_FAMILIES: Sequence[tuple[float, str]] = (
    (9, "elder"),
    (8, "elder couple"),
    (5, "single"),
    (7, "single parent"),
    (25, "couple with children"),
    (18, "couple with grown children"),
    (16, "three generations"),
    (12, "couple with parent and children"),
)


@dataclass
class Numbers:
    """Identity and telephone numbers given out so far; none twice."""

    dice: random.Random
    used: set[str] = field(default_factory=set)

    def identity(self, county: str, birth_month: str, is_male: bool) -> str:
        """A citizen's number of 18 characters born in that month."""
        while True:
            day = self.dice.randint(1, 28)
            order = self.dice.randrange(1, 500) * 2 - (1 if is_male else 2)
            body = f"{county}{birth_month.replace('-', '')}{day:02d}{order:03d}"
            if body not in self.used:
                self.used.add(body)
                return body + id_check_digit(body)

    def phone(self) -> str:
        """A mobile number of 11 digits."""
        while True:
            number = f"1{self.dice.choice('35789')}{self.dice.randrange(10**9):09d}"
            if number not in self.used:
                self.used.add(number)
                return number


def invent_name(dice: random.Random, surname: str = "") -> str:
    """An invented name, surname and two characters."""
    return (surname or dice.choice(SURNAMES)) + dice.choice(GIVEN) + dice.choice(GIVEN)


def choose(dice: random.Random, weighted: Sequence[tuple[float, Choice]]) -> Choice:
    """One of (weight, thing)."""
    return dice.choices([thing for _, thing in weighted], [weight for weight, _ in weighted])[0]


def age_of(member: Row) -> int:
    """Whole years at the end of the present month."""
    return (MONTH_NUMBER - month_number(member["birth_month"])) // 12


def month_number(month: str) -> int:
    """'YYYY-MM' as year*12+month."""
    return int(month[:4]) * 12 + int(month[5:])


def month_text(number: int) -> str:
    """The month of such a number."""
    return f"{(number - 1) // 12:04d}-{(number - 1) % 12 + 1:02d}"


def invent_members(dice: random.Random, numbers: Numbers, county: str) -> list[tuple[Row, str]]:
    """(row, name) of each member, the 户主 first."""
    surname = dice.choice(SURNAMES)
    people = []
    ethnicity = choose(dice, ((45, "土家族"), (35, "苗族"), (20, "汉族")))
    for relation, is_male, age in _invent_family(dice):
        own_name = relation in ("户主", "之子", "之女", "之孙子", "之孙女", "之父")
        member = _invent_person(dice, numbers, county, relation, is_male, age)
        married_in = relation in ("配偶", "之儿媳") and dice.random() < 0.3
        member["ethnicity"] = dice.choice(("土家族", "苗族", "汉族")) if married_in else ethnicity
        people.append((member, invent_name(dice, surname if own_name else "")))
    return people


def _invent_family(dice: random.Random) -> list[tuple[str, bool, int]]:
    """(relation, is a man, age) of each member."""
    kind = choose(dice, _FAMILIES)
    if kind == "elder":
        return [("户主", dice.random() < 0.5, dice.randint(63, 84))]
    if kind == "elder couple":
        age = dice.randint(62, 79)
        return [("户主", True, age), ("配偶", False, age - dice.randint(-2, 5))]
    if kind == "single":
        return [("户主", True, dice.randint(32, 58))]
    if kind == "single parent":
        head = dice.randint(30, 46)
        return [("户主", dice.random() < 0.6, head), *_children(dice, head, dice.choice((1, 1, 2)))]
    if kind == "three generations":
        return _three_generations(dice)
    head = dice.randint(45, 58) if kind == "couple with grown children" else dice.randint(27, 44)
    couple = [("户主", True, head), ("配偶", False, max(22, head - dice.randint(-2, 5)))]
    if kind == "couple with grown children":
        return couple + _grown(dice, head)
    family = couple + _children(dice, couple[1][2], dice.choice((1, 1, 2, 2, 3)))
    if kind == "couple with parent and children":
        is_father = dice.random() < 0.4
        family.append(("之父" if is_father else "之母", is_father, min(92, head + dice.randint(21, 32))))
    return family


def _children(dice: random.Random, parent: int, count: int, son: str = "之子") -> list[tuple[str, bool, int]]:
    """Children born when the parent was 20 to 35, none older than 21."""
    ages = sorted((min(21, max(0, parent - dice.randint(20, 35))) for _ in range(count)), reverse=True)
    daughter = son.replace("子", "女")
    return [(son if male else daughter, male, age) for age in ages for male in (dice.random() < 0.54,)]


def _grown(dice: random.Random, head: int) -> list[tuple[str, bool, int]]:
    ages = sorted((head - dice.randint(22, 30) for _ in range(dice.choice((1, 2, 2)))), reverse=True)
    return [("之子" if male else "之女", male, age) for age in ages for male in (dice.random() < 0.6,)]


def _three_generations(dice: random.Random) -> list[tuple[str, bool, int]]:
    head = dice.randint(53, 67)
    son = head - dice.randint(22, 27)
    family = [("户主", True, head), ("配偶", False, head - dice.randint(-1, 4)), ("之子", True, son)]
    family.append(("之儿媳", False, max(22, son - dice.randint(-1, 4))))
    return family + _children(dice, family[3][2], dice.choice((1, 2)), "之孙子")


def _invent_person(dice: random.Random, numbers: Numbers, county: str, relation: str, is_male: bool, age: int) -> Row:
    since_birthday = dice.randrange(12)
    birth_month = month_text(MONTH_NUMBER - age * 12 - since_birthday)
    age = max(0, age - (since_birthday < SINCE_SCHOOL_BEGAN))
    number = numbers.identity(county, birth_month, is_male)
    student = _invent_student(dice, age)
    health = _invent_health(dice, age)
    grade = dice.randint(1, 4) if health == DISABLED else 0
    labour = NONE if student or age < 16 else _invent_labour(dice, age, health, grade)
    certificate = f"{dice.randint(1, 7)}{grade}" if grade and dice.random() < 0.8 else ""
    certificate += "B1" if certificate and dice.random() < 0.08 else ""
    return {
        "id_number": number + certificate,
        "id_kind": "残疾人证" if certificate else "居民身份证",
        "relation": relation,
        "sex": "男" if is_male else "女",
        "birth_month": birth_month,
        "education": None if student or age < 16 else _invent_education(dice, age),
        "student_state": student,
        "health": health,
        "labour_skill": labour,
        "member_phone": numbers.phone() if age >= 14 or relation == "户主" else None,
    }


def _invent_student(dice: random.Random, age: int) -> str | None:
    for until, state in ((3, TODDLER), (6, KINDERGARTEN), (12, PRIMARY), (15, JUNIOR)):
        if age < until:
            return state
    if age < 18:
        return choose(dice, ((55, SENIOR), (42, VOCATIONAL), (0 if age == 15 else 3, None)))
    if age < 22:
        return choose(dice, ((28, COLLEGE), (22, UNIVERSITY), (50, None)))
    return choose(dice, ((4, UNIVERSITY), (3, MASTER), (93, None))) if age < 25 else None


def _invent_health(dice: random.Random, age: int) -> str:
    shares = (96, 1.5, 1.5, 1) if age < 40 else (86, 5, 7, 2) if age < 60 else (68, 8, 20, 4)
    return dice.choices((HEALTHY, DISABLED, CHRONIC, SERIOUS), shares)[0]


def _invent_labour(dice: random.Random, age: int, health: str, grade: int) -> str:
    if age >= 70:
        return NONE
    if age >= 60:
        return choose(dice, ((25, ORDINARY), (75, WEAK))) if health == HEALTHY else NONE
    if health == HEALTHY:
        return choose(dice, ((84, ORDINARY), (16, SKILLED)))
    if health == DISABLED:
        return LOST if grade <= 2 else WEAK
    return choose(dice, ((70, WEAK), (30, ORDINARY))) if health == CHRONIC else choose(dice, ((50, WEAK), (50, LOST)))


def _invent_education(dice: random.Random, age: int) -> str:
    if age < 22:
        return choose(dice, ((70, "初中"), (30, "高中")))
    if age < 41:
        primary = 0 if age == 22 else 12
        return choose(dice, ((primary, "小学"), (55, "初中"), (20, "高中"), (9, "大专"), (4, "本科")))
    if age < 61:
        return choose(dice, ((3, "文盲或半文盲"), (44, "小学"), (45, "初中"), (8, "高中")))
    return choose(dice, ((20, "文盲或半文盲"), (60, "小学"), (20, "初中")))
