"""LibreOffice as the tests ask it: open a file, reckon its formulas, save it as another kind."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

XLSX = "xlsx:Calc MS Excel 2007 XML"
needs_office_suite = pytest.mark.skipif(
    shutil.which("soffice") is None and not os.environ.get("CI"), reason="LibreOffice is not installed here"
)


def save_as(kind: str, folder: Path, names: list[str]) -> Path:
    """Opens files of the folder and saves them as `kind` (`XLSX`, `pdf`): the folder they are then in."""
    program = shutil.which("soffice")
    assert program, "this needs LibreOffice Calc: apt-get install libreoffice-calc-nogui"
    out = folder / "saved"
    command = [
        program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", kind, "--outdir", str(out),
        *(str(folder / name) for name in names),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out
