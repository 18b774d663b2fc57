"""Many random workbooks: how often each outcome, and the first that came out wrong. `python -m tests.loaders.random_tables 2000 [SEED]`."""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.loaders.random_tables.books import draw_book
from tests.loaders.random_tables.judging import CRASH, LOST, OUTCOMES, RIGHT, WRONG, judge, prepare_store

SHOWN = 40


def main(count: int, first: int) -> int:
    """Prints the counts; 1 when a value was stored wrong in silence or a file crashed."""
    with tempfile.TemporaryDirectory() as place:
        folder = prepare_store(Path(place))
        verdicts = [judge(draw_book(seed, folder), folder) for seed in range(first, first + count)]
    outcomes = Counter(one.outcome for one in verdicts)
    print("  ".join(f"{name} {outcomes[name]}" for name in OUTCOMES))
    for kind in sorted({one.drawn.kind for one in verdicts}):
        own = Counter(one.outcome for one in verdicts if one.drawn.kind == kind)
        print(f"{kind:16}", "  ".join(f"{name} {own[name]}" for name in OUTCOMES))
    for name in (CRASH, WRONG, LOST, *(one for one in OUTCOMES if one not in (CRASH, WRONG, LOST, RIGHT))):
        for one in [one for one in verdicts if one.outcome == name][:SHOWN]:
            print(f"{name} {one.drawn.seed} {one.drawn.kind}: {one.why[:400]}")
    return int(bool(outcomes[WRONG] or outcomes[CRASH]))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, int(sys.argv[2]) if len(sys.argv) > 2 else 0))
