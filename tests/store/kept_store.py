"""A tiny data folder with one of everything that has seals: tables of several versions, an original, a report, answers, a run."""

import json
from pathlib import Path

from core import seals
from core.json_files import write_json
from store.declared.tables import find_table
from store.originals import keep_original
from store.versions import Store
from tests.store.stored_frames import payment_rows, store_rows

GRADES = find_table("grades")
PLACES = find_table("places")


def fill(folder: Path, *, checkpoints: bool = False) -> Store:
    """Payments of two counties in two imports, grades in two, places in one; with `checkpoints` so many that the log has one."""
    store = Store(folder)
    store_rows(store, payment_rows("433101", 3), import_id="i1")
    store_rows(store, payment_rows("433123", 5), import_id="i2")
    for value in ("好", "较好", *(f"第{number}次" for number in range(20 if checkpoints else 0))):
        row = {"place_code": "433101", "county_code": "433101", "period": "2021", "grade": value}
        store_rows(store, [row], table=GRADES, import_id="i3")
    place = {"code": "433101", "name": "吉首市", "level": "county", "parent_code": "433100"}
    store_rows(store, [place], table=PLACES, import_id="i4")
    original = folder / "支付明细.csv"
    original.write_text("县,金额\n吉首市,1\n", encoding="utf-8")
    keep_original(folder, original)
    original.unlink()
    sheets = [{"version": "fund_payments@1"}]
    record = {"import_id": "i2", "file": "支付明细.xlsx", "when": "2021-11-20T08:00:00", "sheets": sheets}
    write_json(folder / "imports" / "i2.json", record, sealed_in=folder)
    write_json(folder / "mappings" / "place_names.json", {"names": {}}, sealed_in=folder)
    run = folder / "findings" / "2021-11_00001_abc"
    run.mkdir(parents=True)
    for name, text in (("run.json", json.dumps({"id": run.name})), ("findings.parquet", "PAR1")):
        (run / name).write_text(text, encoding="utf-8")
    seals.seal(folder, *run.iterdir())
    return store


def kept_files(folder: Path) -> list[Path]:
    """Every file that has a seal, and the seals."""
    rooms = (*seals.ROOMS, seals.FOLDER)
    found = (path for room in rooms for path in (folder / room).rglob("*") if path.is_file())
    return sorted(path for path in found if path.suffix != ".lock" and path.name != seals.COMPLETE)
