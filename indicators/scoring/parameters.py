"""The parameters of scoring rules: a dataclass field each, with what may stand at its YAML key and what it means."""

from collections.abc import Mapping
from dataclasses import MISSING, field, fields
from typing import Any, NamedTuple

from core.declared import Field
from core.kinds import ABOVE_ZERO, NUMBER, Kind, Where


class Step(NamedTuple):
    """One rung of 分档计分: a value at `at` or better earns `share` of the points."""

    at: float
    share: float


def _read_steps(came: Any, where: Where) -> tuple[Step, ...]:
    example = "请写成 [{at: 0.95, share: 1}, {at: 0.9, share: 0.8}]"
    if not isinstance(came, list) or not came:
        raise where.error("应为分档列表", came, example)
    for one in came:
        if not isinstance(one, Mapping) or set(one) != {"at", "share"}:
            raise where.error("每一档只写 at 和 share 两项", one, example)
    return tuple(Step(NUMBER.read(one["at"], where), ABOVE_ZERO.read(one["share"], where)) for one in came)


_STEP = {
    "type": "object", "properties": {"at": NUMBER.schema, "share": ABOVE_ZERO.schema}, "required": ["at", "share"],
    "additionalProperties": False,
}  # fmt: skip
STEPS = Kind("list of `{at, share}`", {"type": "array", "items": _STEP, "minItems": 1}, _read_steps)


def parameter(kind: Kind, says: str, default: Any = MISSING) -> Any:
    """A dataclass field that the YAML key of the same name fills."""
    return field(default=default, metadata={"kind": kind, "says": says})


def parameters_of(rule: type[Any]) -> tuple[Field, ...]:
    """The YAML keys of a rule beside `rule`, in their order."""
    return tuple(
        Field(
            one.name, one.metadata["kind"], one.metadata["says"], needed=one.default is MISSING,
            default=None if one.default is MISSING else one.default,
        )
        for one in fields(rule)
        if "kind" in one.metadata
    )  # fmt: skip
