"""What stands on the pages of a PDF that LibreOffice made: lines of letters with their place, read from its own drawing commands."""

import re
import shutil
import subprocess
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

_STREAM: Final = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
_OBJECT: Final = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.S)
_DRAWN: Final = re.compile(rb"([\d.-]+) ([\d.-]+) (?:Td|Tm) /(F\d+) ([\d.]+) Tf\s*(\[.*?\]TJ|<[0-9A-F]*>Tj)", re.S)
_CODES: Final = re.compile(rb"<([0-9A-F]*)>")


@dataclass(frozen=True)
class Line:
    """Letters that stand at one height of a page, from the left."""

    height: float
    left: float
    size: float
    text: str


def soffice() -> str:
    """LibreOffice with its Writer; the test is left out where it is not there."""
    program = shutil.which("soffice")
    if program is None or not (Path(program).resolve().parent / "libswlo.so").exists():
        pytest.skip("LibreOffice Writer is not installed here: apt-get install libreoffice-writer-nogui")
    return program


def print_paper(content: bytes, folder: Path) -> list[list[Line]]:
    """The lines of each page of a Word file as LibreOffice prints it."""
    source = folder / "paper.docx"
    source.write_bytes(content)
    command = [soffice(), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", "pdf", "--outdir",
               str(folder), str(source)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return read_pages((folder / "paper.pdf").read_bytes())


def read_pages(pdf: bytes) -> list[list[Line]]:
    """The lines of each page, from the top."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    letters = _read_letters(objects)
    return [_read_page(objects, body, letters) for body in objects.values() if re.search(rb"/Type/Page\b", body)]


def _read_page(objects: dict[int, bytes], page: bytes, letters: dict[str, dict[str, str]]) -> list[Line]:
    content = re.search(rb"/Contents (\d+) 0 R", page)
    assert content
    drawn: dict[float, list[tuple[float, float, str]]] = defaultdict(list)
    for x, y, font, size, shown in _DRAWN.findall(_unpack(objects[int(content[1])])):
        codes = b"".join(_CODES.findall(shown)).decode()
        known = letters[font.decode()]
        width = 2 if len(next(iter(known), "00")) == 2 else 4
        text = "".join(known.get(codes[at : at + width], "\ufffd") for at in range(0, len(codes), width))
        drawn[round(float(y), 1)].append((float(x), float(size), text))
    lines = []
    for height in sorted(drawn, reverse=True):
        parts = sorted(drawn[height])
        lines.append(Line(height, parts[0][0], parts[0][1], "".join(text for _, _, text in parts)))
    return lines


def _read_letters(objects: dict[int, bytes]) -> dict[str, dict[str, str]]:
    """Font → code in hexadecimal → letter."""
    named = {}
    for body in objects.values():
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", body):
            named[name.decode()] = int(number)
    found = {}
    for name, number in named.items():
        mapped = re.search(rb"/ToUnicode (\d+) 0 R", objects[number])
        assert mapped, f"font {name} does not say its letters"
        table = _unpack(objects[int(mapped[1])]).decode("latin-1")
        pairs = re.findall(r"<([0-9A-F]{2,4})> <([0-9A-F]{4,})>", table.partition("beginbfchar")[2])
        found[name] = {code: bytes.fromhex(letter).decode("utf-16-be") for code, letter in pairs}
    return found


def _unpack(body: bytes) -> bytes:
    stream = _STREAM.search(body)
    assert stream
    return zlib.decompress(stream[1])
