"""Readers of one rule parameter each: a YAML value in, a checked value or a UserError out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, field
from typing import Any, NamedTuple

from indicators.scoring.rule import Where


class Step(NamedTuple):
    """One rung of 分档计分: a value at `at` or better earns `share` of the points."""

    at: float
    share: float


def read_number(came: object, where: Where, key: str) -> float:
    if isinstance(came, bool) or not isinstance(came, int | float) or not math.isfinite(came):
        raise where.error("应为数字", came, "请写成数字，百分比写成小数（95%写0.95）", key)
    return float(came)


def read_positive(came: object, where: Where, key: str) -> float:
    number = read_number(came, where, key)
    if number <= 0:
        raise where.error("应大于0", came, "请改成大于0的数字", key)
    return number


def read_not_negative(came: object, where: Where, key: str) -> float:
    number = read_number(came, where, key)
    if number < 0:
        raise where.error("不能小于0", came, "请改成0或大于0的数字", key)
    return number


def read_choice(choices: Sequence[str]) -> Callable[[object, Where, str], str]:
    """A reader that takes one of `choices`."""

    def read(came: object, where: Where, key: str) -> str:
        if came not in choices:
            raise where.error("没有这个选项", came, f"请从这些里选一个：{'、'.join(choices)}", key)
        return str(came)

    return read


def read_steps(came: object, where: Where, key: str) -> tuple[Step, ...]:
    example = "请写成 [{at: 0.95, share: 1}, {at: 0.9, share: 0.8}]"
    if not isinstance(came, list) or not came:
        raise where.error("应为分档列表", came, example, key)
    for one in came:
        if not isinstance(one, Mapping) or set(one) != {"at", "share"}:
            raise where.error("每一档只写 at 和 share 两项", one, example, key)
    return tuple(Step(read_number(one["at"], where, key), read_positive(one["share"], where, key)) for one in came)


def parameter(read: Callable[[object, Where, str], Any], default: Any = MISSING) -> Any:
    """A dataclass field that the YAML key of the same name fills through `read`."""
    return field(default=default, metadata={"read": read})
