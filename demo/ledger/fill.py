"""Invented problems in the ledger of the demonstration, each with its history; `python -m ledger.demo` fills them in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from core.declared import read_yaml
from core.settings import data_dir, demo_mark
from demo.fill import FINDINGS
from demo.ledger.archive import fill_beside
from demo.ledger.kinds import FOLLOWED
from demo.ledger.stories import Finding, Place, Step, Story, invent_stories
from indicators.declared import CHECKS, measure_files
from ledger.book import Draft, Ledger, Problem, ProblemRow, open_ledger, together, words
from store import Store


def fill_demo(folder: Path) -> str:
    """Fills the ledger of a demonstration's data folder and says so in Chinese; a ledger with problems is left as it is."""
    mark = demo_mark(folder)
    if mark is None:
        return "数据目录不是演示数据，未写入台账"
    if not (folder / FINDINGS).exists():
        return f"演示数据由较早的版本生成，缺少 {FINDINGS}，未写入台账；需要时请清空数据目录后重新运行 make demo"
    clock = _Clock()
    ledger = Ledger(open_ledger(folder).engine, open_ledger(folder).folder, clock)
    places = _read_places(Store(folder))
    findings = _read_findings(folder, {place.code: place for level in places.values() for place in level})
    stories = invent_stories(int(mark["seed"]), date.fromisoformat(mark["today"]), places, findings)
    with together(ledger.engine) as connection:
        if connection.execute(select(ProblemRow.id).limit(1)).first() is not None:
            return "台账里已有问题，未作改动"
        _play(ledger, clock, stories)
    return f"已生成演示台账（模拟数据）：{len(stories)} 个问题"


def main() -> None:
    """Fill the ledger and the archive of `DATA_DIR`."""
    print(fill_demo(data_dir()))
    print(fill_beside(data_dir()))


@dataclass
class _Clock:
    """Shows the time of the step that is being played."""

    now: datetime = datetime.min

    def __call__(self) -> datetime:
        return self.now


def _play(ledger: Ledger, clock: _Clock, stories: Sequence[Story]) -> None:
    """Every step of every story in the order of time."""
    played: dict[int, Problem] = {}
    order = sorted(
        (step.at, at, number) for at, story in enumerate(stories) for number, step in enumerate(_steps(story))
    )
    for clock.now, at, number in order:
        step = _steps(stories[at])[number]
        played[at] = ledger.open(stories[at].draft, step.who).problem if not number else _take(ledger, played[at], step)


def _steps(story: Story) -> tuple[Step, ...]:
    return (story.opened, *story.steps)


def _take(ledger: Ledger, problem: Problem, step: Step) -> Problem:
    """One step of a problem that is there."""
    if step.act == words.MOVED:
        return ledger.move(problem.id, problem.version, step.said, step.who, step.note)
    if step.act == words.CHANGED:
        return ledger.change(problem.id, problem.version, step.said, step.who, step.note)
    if step.act == words.EVIDENCE:
        return ledger.add_evidence(problem.id, step.who, step.said, _evidence(step.said, problem))
    if step.act == words.RECURRED:
        return ledger.open(Draft(**{**step.said.__dict__, "note": step.note}), step.who).problem
    return ledger.note(problem.id, step.who, step.note)


def _evidence(name: str, problem: Problem) -> bytes:
    if name.endswith(".pdf"):
        return _small_pdf(f"SIMULATED DATA   No. {problem.number}   evidence of the demonstration")
    return f"模拟数据\n问题编号：{problem.number}\n{problem.description}\n整改说明：{problem.remedy}\n".encode()


def _small_pdf(line: str) -> bytes:
    """A page with one line of Latin letters."""
    drawn = f"BT /F1 14 Tf 60 760 Td ({line}) Tj ET"
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    text, starts = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        starts.append(len(text))
        text += f"{number} 0 obj{part}endobj\n"
    rows = "".join(f"{start:010d} 00000 n \n" for start in starts)
    table = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{rows}"
    return f"{text}{table}trailer<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{len(text)}\n%%EOF\n".encode()


def _read_places(store: Store) -> dict[str, list[Place]]:
    """Level → its places, in the order of their codes, named with those above them."""
    with store.connect() as connection:
        rows = connection.execute("SELECT code, name, level, parent_code FROM places ORDER BY code").fetchall()
    names: dict[str, str] = {}
    places: dict[str, list[Place]] = {"county": [], "township": [], "village": []}
    for code, name, level, parent in rows:
        names[code] = names.get(parent, "") + name
        places[level].append(Place(code, names[code]))
    return places


def _read_findings(folder: Path, places: Mapping[str, Place]) -> list[Finding]:
    """The planted findings of `FOLLOWED` that are about a household or a village."""
    planted = json.loads((folder / FINDINGS).read_text(encoding="utf-8"))["findings"]
    declared = {check: _read_declared(check) for check in FOLLOWED}
    return [
        Finding(check, places[key[:12]], key if len(key) == 16 else "", declared[check])
        for check, key in planted
        if check in FOLLOWED and len(key) in (12, 16) and key[:12] in places
    ]


def _read_declared(check: str) -> dict[str, str]:
    """What the problem takes from the check; its file is read alone, since reading all of them takes long."""
    declared = read_yaml(measure_files(CHECKS)[check])
    names = ("title", "aspect", "indicator", "problem_type", "department")
    return {"measure": f"{CHECKS}/{check}"} | {name: str(declared[name]) for name in names}


if __name__ == "__main__":
    main()
