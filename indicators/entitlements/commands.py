"""`python -m indicators entitlements`: the four numbers of every policy by place, or the rows behind one of them."""

import argparse
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from core.commands import Answer, read_day
from core.errors import UserError
from core.places import LEVELS, PlaceIndex
from core.settings import data_dir
from indicators.declared import Framework, day_of_view, read_frameworks
from indicators.entitlements import words
from indicators.entitlements.counting import COUNTS, count_policies
from indicators.entitlements.policies import find_framework, policies_of
from indicators.shortfalls import ListRequest, lists, read_list
from store import Store, read_places

LISTED: Final = {"missing": "没有享受", "unknown": "说不清"}
"""What can be listed of a policy."""
_FROM: Final = ("place_code", "household_code", "source_file", "source_sheet", "source_row")
"""What a listed row says; never an ID number."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The options of the command."""
    command.add_argument("--framework", default="", help="政策清单；不写则取该期适用的")
    command.add_argument("--period", required=True, help="期次，如 2021-11")
    command.add_argument("--scope", default="", help="地区代码，如 433100")
    command.add_argument("--level", default="county", choices=LEVELS[3:], help="按县、乡镇或村")
    command.add_argument("--day", default="", help="看到哪一天，如 2021-11-20；不写则到今天，期末已过则到期末")
    command.add_argument("--list", default="", metavar="政策", help="列出一项政策的名单（户编号和来源）")
    command.add_argument("--state", default="missing", choices=tuple(LISTED), help="名单列谁：没有享受的，或说不清的")
    command.add_argument("--limit", type=int, default=None, help="最多列几条")


def entitlements_answer(options: argparse.Namespace) -> Answer:
    """Policies by place, with `--list` the rows of one. Raises UserError for a day, a framework or a policy that there is not."""
    store = Store(data_dir())
    framework = find_framework(read_frameworks()[0], options.period, options.scope, options.framework)
    if framework is None or (options.framework and framework.id != options.framework):
        todo = "请先启用一份政策清单，或去掉 --framework"
        raise UserError("没有这份政策清单", field="framework", came=options.framework or options.period, todo=todo)
    day = day_of_view(store, options.period, read_day(options.day))
    head = {"framework": framework.id, "title": framework.title, "period": options.period, "day": day.isoformat()}
    if options.list:
        return _list(store, framework, options, day, head)
    counts = count_policies(store, framework, options.period, options.scope, options.level, day)
    rows = [
        {
            "place_code": str(row["place_code"]),
            "policy": str(row["measure"]),
            **{name: int(row[name]) for name in COUNTS},
        }
        for row in counts.sort_values(["place_code", "measure"], kind="stable").to_dict("records")
    ]
    return Answer(head | {"rows": rows}, _say_counts(head, rows, framework, read_places(store)))


def _list(
    store: Store, framework: Framework, options: argparse.Namespace, day: date, head: Mapping[str, Any]
) -> Answer:
    policies = policies_of(framework, options.period)
    if options.list not in policies:
        raise UserError("没有这项政策", field="list", came=options.list, todo=f"可用：{'、'.join(policies)}")
    policy = policies[options.list]
    asked = ListRequest(policy, options.period, options.scope, day=day)
    found = read_list(store, lists.unclear_of(asked) if options.state == "unknown" else asked, "", options.limit)
    names = [name for name in _FROM if name in found.rows]
    rows = [{name: _plain(row[name]) for name in names} for row in found.rows.to_dict("records")]
    record = {
        **head,
        "policy": policy.id,
        "policy_title": policy.title,
        "state": options.state,
        "count": found.total,
        "rows": rows,
    }
    return Answer(record, _say_list(record, policy.counter))


def _say_counts(
    head: Mapping[str, Any], rows: list[dict[str, Any]], framework: Framework, places: PlaceIndex
) -> Iterator[str]:
    yield f"{head['title']}  {head['period']}  截至 {head['day']}"
    if not rows:
        yield "这一期在这里没有登记到人、到户的数据，没有可以对照的"
    for row in rows:
        place = places.find(row["place_code"])
        yield f"{place.name if place else row['place_code']}  {words.say_cell(framework.measures[row['policy']], row)}"


def _say_list(record: Mapping[str, Any], counter: str) -> Iterator[str]:
    yield f"{record['policy_title']}  {record['period']}  截至 {record['day']}  {LISTED[record['state']]} {record['count']} {counter}"
    for row in record["rows"]:
        said = "  ".join(str(row[name]) for name in ("place_code", "household_code") if row.get(name))
        yield f"{said}  {row['source_file']} {row['source_sheet']} 第{row['source_row']}行"


def _plain(value: Any) -> Any:
    """JSON's own types: missing is null."""
    if value is None or value != value:
        return None
    return value.item() if hasattr(value, "item") else value
