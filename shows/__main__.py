"""`python -m shows list|html|pptx|docx`: a show as one page that needs no server or as PowerPoint, a 通报 as Word."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from core.commands import Answer, Program, add_command, make_parser, run_command
from core.errors import UserError
from core.settings import data_dir
from indicators.declared import DEFAULT_FRAMEWORK, read_framework
from indicators.evaluation import periods
from reports.deck import Deck, write_page, write_presentation
from reports.paper import write_paper
from shows.kept import READY_MADE, read_show, read_shows
from shows.making import make_deck
from shows.notice import Signed, write_notice
from shows.snapshot import Snapshot, take_snapshot
from store import Store


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status."""
    return Program().run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser, commands = make_parser("python -m shows", "投影：生成网页或 PowerPoint")
    add_command(commands, "list", _list, "列出现成的和自己存的投影")
    page = add_command(commands, "html", _page, "生成一个网页文件，断网也能放")
    page.add_argument("--dark", action="store_true", help="深色，用于暗的会场")
    slides = add_command(commands, "pptx", _slides, "生成 PowerPoint，图和表可以改")
    notice = add_command(commands, "docx", _notice, "生成通报（Word），每县一个附件")
    notice.add_argument("--by", default="", help="发文单位")
    notice.add_argument("--to", default="", help="主送单位")
    notice.add_argument("--number", default="", help="发文字号")
    for command in (page, slides):
        command.add_argument("--show", default=READY_MADE.id, help="投影，不写则动员部署会")
    for command in (slides, notice):
        command.add_argument("--template", type=Path, default=None, help="本单位的模板（.pptx、.docx）")
    for command in (page, slides, notice):
        command.add_argument("--framework", default=DEFAULT_FRAMEWORK, help="指标体系")
        command.add_argument("--period", default="", help="期次，如 2021-11；不写则最新一期")
        command.add_argument("--place", default="", help="地区代码，如 433100")
        command.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪个文件")
    return parser


def _list(_: argparse.Namespace) -> Answer:
    shows = read_shows(data_dir())
    record = [
        {"show": show.id, "title": show.title, "slides": len(show.slides), "saved_at": show.saved_at} for show in shows
    ]
    return Answer(record, [f"{show.id}　{show.title}（{len(show.slides)} 屏）" for show in shows])


def _page(options: argparse.Namespace) -> Answer:
    deck = _deck(options)
    options.out.write_text(write_page(deck, is_dark=options.dark), encoding="utf-8")
    return _said(options, deck)


def _slides(options: argparse.Namespace) -> Answer:
    template = options.template.read_bytes() if options.template else None
    deck = _deck(options)
    options.out.write_bytes(write_presentation(deck, template))
    return _said(options, deck)


def _notice(options: argparse.Namespace) -> Answer:
    template = options.template.read_bytes() if options.template else None
    paper = write_notice(_snapshot(options), Signed(options.by, options.to, options.number))
    options.out.write_bytes(write_paper(paper, template))
    return Answer({"file": str(options.out), "title": paper.title}, [f"已写《{paper.title}》到 {options.out}"])


def _deck(options: argparse.Namespace) -> Deck:
    return make_deck(_snapshot(options), read_show(data_dir(), options.show))


def _snapshot(options: argparse.Namespace) -> Snapshot:
    store, framework = Store(data_dir()), read_framework(options.framework)
    known = periods(store, framework)
    if not known:
        raise UserError("还没有数据", todo="请先导入各县的表")
    return take_snapshot(store, framework, options.period or known[-1], options.place)


def _said(options: argparse.Namespace, deck: Deck) -> Answer:
    record = {"file": str(options.out), "slides": [slide.title for slide in deck.slides], "snapshot": deck.snapshot}
    return Answer(record, [f"已写 {len(deck.slides)} 屏到 {options.out}", deck.snapshot])


if __name__ == "__main__":
    sys.exit(run_command(main))
