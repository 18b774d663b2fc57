"""`python -m shows list|html|pptx`: a show as one page that needs no server, or as a PowerPoint file. Exit 0 done, 2 nothing done."""

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
from shows.kept import READY_MADE, read_show, read_shows
from shows.making import make_deck
from shows.snapshot import take_snapshot
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
    slides.add_argument("--template", type=Path, default=None, help="本单位的 PowerPoint 模板")
    for command in (page, slides):
        command.add_argument("--show", default=READY_MADE.id, help="投影，不写则动员部署会")
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


def _deck(options: argparse.Namespace) -> Deck:
    store, framework = Store(data_dir()), read_framework(options.framework)
    known = periods(store, framework)
    if not known:
        raise UserError("还没有数据", todo="请先导入各县的表")
    show = read_show(store.folder, options.show)
    return make_deck(take_snapshot(store, framework, options.period or known[-1], options.place), show)


def _said(options: argparse.Namespace, deck: Deck) -> Answer:
    record = {"file": str(options.out), "slides": [slide.title for slide in deck.slides], "snapshot": deck.snapshot}
    return Answer(record, [f"已写 {len(deck.slides)} 屏到 {options.out}", deck.snapshot])


if __name__ == "__main__":
    sys.exit(run_command(main))
