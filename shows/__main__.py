"""`python -m shows list|html|pptx|docx|template|xlsx` (or `reports`): a show as a page or PowerPoint, documents as Word, lists as Excel."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from core.commands import Answer, Program, add_command, make_parser, run_command
from core.errors import UserError
from core.settings import data_dir
from indicators.declared import DEFAULT_FRAMEWORK
from reports.deck import Deck, write_page, write_presentation
from shows.documents import add_documents, read_snapshot
from shows.kept import READY_MADE, Show, Spec, read_show, read_shows
from shows.lists import LISTS
from shows.making import KINDS, make_deck
from store import Store, warn


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status."""
    status = Program().run(_parser(), arguments)
    with suppress(UserError):  # said already
        warn(Store(data_dir()).damaged().values())
    return status


def _parser() -> argparse.ArgumentParser:
    parser, commands = make_parser("python -m shows", "投影：生成网页或 PowerPoint")
    add_command(commands, "list", _list, "列出现成的和自己存的投影")
    page = add_command(commands, "html", _page, "生成一个网页文件，断网也能放")
    page.add_argument("--dark", action="store_true", help="深色，用于暗的会场")
    slides = add_command(commands, "pptx", _slides, "生成 PowerPoint，图和表可以改")
    lists = add_command(commands, "xlsx", _lists, "生成 Excel：排名（带公式）、各项灯、资金进度、历年位次")
    lists.add_argument("--what", choices=LISTS, default=next(iter(LISTS)), help="要哪一张：" + "、".join(LISTS))
    for command in (page, slides):
        command.add_argument(
            "--what",
            "--show",
            dest="show",
            default=READY_MADE.id,
            help="哪个投影，或一屏的内容，如 league；不写则动员部署会",
        )
    slides.add_argument("--template", type=Path, default=None, help="本单位的模板（.pptx）")
    for command in (page, slides, lists):
        command.add_argument("--framework", default=DEFAULT_FRAMEWORK, help="指标体系")
        command.add_argument("--period", default="", help="期次，如 2021-11；不写则最新一期")
        command.add_argument("--place", default="", help="地区代码，如 433100")
        command.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪个文件")
    add_documents(commands)
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


def _lists(options: argparse.Namespace) -> Answer:
    content = LISTS[options.what](read_snapshot(options))
    options.out.write_bytes(content)
    return Answer({"file": str(options.out), "what": options.what}, [f"已写 Excel 到 {options.out}"])


def _deck(options: argparse.Namespace) -> Deck:
    what = options.show
    show = Show(what, KINDS[what].title, (Spec(what),)) if what in KINDS else read_show(data_dir(), what)
    return make_deck(read_snapshot(options), show)


def _said(options: argparse.Namespace, deck: Deck) -> Answer:
    record = {"file": str(options.out), "slides": [slide.title for slide in deck.slides], "snapshot": deck.snapshot}
    return Answer(record, [f"已写 {len(deck.slides)} 屏到 {options.out}", deck.snapshot])


if __name__ == "__main__":
    sys.exit(run_command(main))
