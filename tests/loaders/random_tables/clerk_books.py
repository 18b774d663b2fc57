"""Workbooks as a clerk draws them in a hurry: months as plain numbers, small rates without a sign, figures merged over two counties."""

import random
from collections.abc import Callable

from tests.loaders.random_tables.grid import Block, Figure, Sheet
from tests.loaders.random_tables.odd_books import head_of
from tests.loaders.random_tables.wording import PLACES, SUBJECTS, Wording, draw_wording


def _page(rng: random.Random, period: Wording, subject: str, block: Block) -> tuple[list[Sheet], str]:
    head, sheet, file = head_of(rng, period, subject)
    page = Sheet(sheet)
    page.put(head, 0, 0)
    page.put(block, head.height, 0)
    return [page], file


def _bare_months(rng: random.Random) -> tuple[list[Sheet], str]:
    """9, 10, 11 below the title of a year, below a head 2021年, or as texts."""
    subject, year = rng.choice(SUBJECTS), rng.choice((2019, 2020, 2021))
    first, many = rng.randint(2, 8), rng.randint(2, 4)
    is_headed, is_text, block = rng.random() < 0.5, rng.random() < 0.3, Block()
    top = int(is_headed)
    block.put(0, 0, "县市")
    if is_headed:
        block.put(0, 1, rng.choice((year, f"{year}年")))
        block.merges += [(0, 1, 0, many), (0, 0, 1, 0)]
    for at in range(many):
        block.put(top, 1 + at, f"{first + at:02d}" if is_text else first + at)
    for row, code in enumerate(rng.sample(sorted(PLACES), rng.randint(3, 6)), top + 1):
        block.put(row, 0, PLACES[code])
        for at in range(many):
            count, period = rng.randint(1, 3_000), (f"{year}-{first + at:02d}",)
            block.put(row, 1 + at, count)
            block.figures.append(Figure("", row + 1, 1 + at, code, period, float(count), "", (subject,)))
    return _page(rng, Wording("" if is_headed else f"{year}年", ()), subject, block)


def _small_rates(rng: random.Random) -> tuple[list[Sheet], str]:
    """Rates up to 1.4 without a sign, as percents or as fractions, beside the columns they are counted from or others."""
    subject, period, block = rng.choice(SUBJECTS), draw_wording(rng), Block()
    is_percent, is_beside = rng.random() < 0.5, rng.random() < 0.8
    for at, text in enumerate(("县市", "问题户数（户）", "总户数（户）", rng.choice(("问题发生率", "问题占比")))):
        block.put(0, at, text)
    for row, code in enumerate(rng.sample(sorted(PLACES), rng.randint(4, 8)), 1):
        whole = rng.randint(2_000, 9_000)
        part = rng.randint(whole // 500, whole // 75) if is_percent else rng.randint(whole // 5, whole)
        shown = round(100 * part / whole, 2) if is_percent else round(part / whole, 4)
        counts = (part, whole) if is_beside else (rng.randint(1, 99), rng.randint(1, 99))
        for at, cell in enumerate((PLACES[code], *counts, shown)):
            block.put(row, at, cell)
        share = shown / 100 if is_percent else shown
        for at, (value, unit) in enumerate(((counts[0], "户"), (counts[1], "户"), (share, "%")), 1):
            block.figures.append(Figure("", row + 1, at, code, period.periods, float(value), unit, (subject,)))
    return _page(rng, period, subject, block)


def _shared_cells(rng: random.Random) -> tuple[list[Sheet], str]:
    """A figure merged over two counties, which is neither's; sometimes none is."""
    subject, period, block = rng.choice(SUBJECTS), draw_wording(rng), Block()
    for at, text in enumerate(("县市", "受益户数（户）", "到位资金（万元）")):
        block.put(0, at, text)
    codes = rng.sample(sorted(PLACES), rng.randint(4, 8))
    merged = rng.randint(1, len(codes) - 1) if rng.random() < 0.4 else 0
    for row, code in enumerate(codes, 1):
        count, amount = rng.randint(1, 3_000), rng.randint(1, 900)
        block.put(row, 0, PLACES[code])
        block.put(row, 1, count)
        block.figures.append(Figure("", row + 1, 1, code, period.periods, float(count), "户", (subject,)))
        if merged and row in (merged, merged + 1):
            if row == merged:
                block.put(row, 2, amount)
                block.merges.append((row, 2, row + 1, 2))
                block.figures.append(Figure("", row + 1, 2, code, period.periods, -1.0, "元", (subject,)))
        else:
            block.put(row, 2, amount)
            block.figures.append(Figure("", row + 1, 2, code, period.periods, amount * 10_000.0, "元", (subject,)))
    return _page(rng, period, subject, block)


Layout = Callable[[random.Random], tuple[list[Sheet], str]]
CLERK_KINDS: dict[str, tuple[Layout, int]] = {
    "bare_months": (_bare_months, 6), "small_rates": (_small_rates, 6), "shared_cells": (_shared_cells, 4),
}  # fmt: skip
