"""`python -m shows docx|template`: the documents of the office as Word, from the office's own template or ours."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.commands import Answer, add_command
from core.errors import UserError
from core.settings import data_dir, today
from indicators.declared import DEFAULT_FRAMEWORK, day_of_view, read_framework
from indicators.evaluation import periods, say_area
from ledger.book import STATES, open_ledger
from ledger.looking import DUES, UNCLOSED, ProblemFilter
from reports.paper import NAMES, Paper, Signed, make_template, write_paper
from shows.papers import Wanted, write_briefing, write_notice, write_rectification, write_report
from shows.snapshot import Snapshot, take_snapshot
from store import Store, read_places


def add_documents(commands: Any) -> None:
    """The two commands."""
    document = add_command(commands, "docx", _document, "生成公文（Word）：通报、专题汇报、整改清单、应知应会")
    document.add_argument("--what", choices=tuple(_MAKERS), default="notice", help=_say_kinds())
    document.add_argument("--by", default="", help="发文单位，写了就有红头")
    document.add_argument("--to", default="", help="主送单位")
    document.add_argument("--number", default="", help="发文字号")
    document.add_argument("--copies", default="", help="抄送单位")
    document.add_argument("--template", type=Path, default=None, help="本单位改过的模板（.docx）")
    document.add_argument("--framework", default=DEFAULT_FRAMEWORK, help="指标体系")
    document.add_argument("--period", default="", help="期次，如 2021-11；不写则最新一期")
    document.add_argument("--place", default="", help="地区代码，如 433100；专题汇报要写到县")
    document.add_argument("--state", choices=(*STATES, UNCLOSED), default="", help="整改清单只列这一状态的")
    document.add_argument("--due", choices=DUES, default="", help="整改清单只列这样到期的")
    document.add_argument("--department", default="", help="整改清单只列这个责任单位的")
    document.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪个文件")
    template = add_command(commands, "template", _template, "导出公文模板（Word），改好后用 docx --template 交回")
    template.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪个文件")


def _document(options: argparse.Namespace) -> Answer:
    template = _read(options.template) if options.template else None
    paper = _MAKERS[options.what][1](options, Signed(options.by, options.to, options.number, options.copies))
    options.out.write_bytes(write_paper(paper, template))
    title = paper.title.replace("\n", "")
    return Answer(
        {"file": str(options.out), "what": options.what, "title": title}, [f"已写《{title}》到 {options.out}"]
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError("模板打不开", file=str(path), todo="请核对文件名和位置") from error


def _template(options: argparse.Namespace) -> Answer:
    options.out.write_bytes(make_template())
    marks = "、".join(f"{{{{{name}}}}}" for name in NAMES)
    lines = [f"已写公文模板到 {options.out}", f"红头、固定文字、样式（名称以“公文”开头）都可以改；保留占位符：{marks}"]
    return Answer({"file": str(options.out), "placeholders": list(NAMES)}, lines)


def _notice(options: argparse.Namespace, signed: Signed) -> Paper:
    return write_notice(read_snapshot(options), signed)


def _report(options: argparse.Namespace, signed: Signed) -> Paper:
    return write_report(read_snapshot(options), signed)


def _rectification(options: argparse.Namespace, signed: Signed) -> Paper:
    store = Store(data_dir())
    places, day = read_places(store), today(store.folder)
    place = places.find(options.place)
    asked = ProblemFilter(place=options.place, state=options.state, due=options.due, department=options.department)
    wanted = Wanted(asked, day, place.name if place else say_area(None), places)
    return write_rectification(open_ledger(store.folder).engine, wanted, signed, is_demo=store.is_demo())


def _briefing(options: argparse.Namespace, signed: Signed) -> Paper:
    store = Store(data_dir())
    period = options.period or _newest(store, options.framework)
    place = read_places(store).find(options.place)
    return write_briefing(store, place, period, day_of_view(store, period), signed)


_Maker = Callable[[argparse.Namespace, Signed], Paper]
_MAKERS: Mapping[str, tuple[str, _Maker]] = {
    "notice": ("通报", _notice), "report": ("专题汇报", _report), "rectification": ("整改清单", _rectification),
    "briefing": ("应知应会", _briefing),
}  # fmt: skip


def _say_kinds() -> str:
    return "哪一种：" + "、".join(f"{name} {title}" for name, (title, _) in _MAKERS.items())


def read_snapshot(options: argparse.Namespace) -> Snapshot:
    """The snapshot of the options; raises UserError without data."""
    store = Store(data_dir())
    period = options.period or _newest(store, options.framework)
    return take_snapshot(store, read_framework(options.framework), period, options.place)


def _newest(store: Store, framework: str) -> str:
    known = periods(store, read_framework(framework))
    if not known:
        raise UserError("还没有数据", todo="请先导入各县的表")
    return known[-1]
