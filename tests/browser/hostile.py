"""Hostile small files through 数据导入 and the command: how much the server's memory grows, and the command's own.

`python -m tests.browser.hostile` prints a line a file; it fails when the server grows by more than 300 MB.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import FLAGS, PROJECT, chromium, free_port, start_server
from tests.loaders.hostile_files import HOSTILE

MOST = 300e6
PATIENCE = 700_000


def main() -> int:
    """Tries all files, or those named."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.hostile", description=__doc__)
    parser.add_argument("files", nargs="*", help="names of the functions that make them")
    wanted = parser.parse_args().files
    grown = 0.0
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        folder, port = Path(work) / "data", free_port()
        folder.mkdir()
        server = start_server(folder, port)
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            first = _memory(server.pid)
            for file in HOSTILE:
                if wanted and file.make.__name__ not in wanted:
                    continue
                path = Path(work) / file.name
                path.write_bytes(file.make())
                page = browser.new_page()
                began = time.monotonic()
                said = _drop(page, f"http://127.0.0.1:{port}/imports", path)
                seconds = time.monotonic() - began
                page.close()
                now = _memory(server.pid)
                grown = max(grown, now - first)
                line = {
                    "file": file.make.__name__, "mb": path.stat().st_size / 1e6, "seconds": round(seconds, 1),
                    "server_grown_mb": round((now - first) / 1e6), **_command(folder, path), "page": said[:60],
                }  # fmt: skip
                print(json.dumps(line, ensure_ascii=False), flush=True)
                path.unlink()
        finally:
            server.kill()
            server.wait()
    print(json.dumps({"server_grown_mb": round(grown / 1e6)}))
    return int(grown > MOST)


def _memory(process: int) -> float:
    """Bytes that the server itself holds."""
    held: float = psutil.Process(process).memory_info().rss
    return held


def _drop(page: Page, address: str, path: Path) -> str:
    """Drops a file and waits for its preview or refusal; its words."""
    page.goto(address)
    field = page.locator("input[type=file]")
    expect(field).to_have_count(1, timeout=PATIENCE)
    field.set_input_files(path)
    told = page.get_by_text(f"核对结果：{path.name}").or_(page.get_by_text(f"文件「{path.name}」")).first
    told.wait_for(timeout=PATIENCE)
    words: str = told.inner_text()
    return words.replace("\n", " ")


def _command(folder: Path, path: Path) -> dict[str, object]:
    """What the command answers, and its greatest memory."""
    process = psutil.Popen(
        [sys.executable, "-m", "loaders", "import", "--dry-run", str(path)],
        cwd=PROJECT, env=os.environ | {"DATA_DIR": str(folder)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    most, began = 0, time.monotonic()
    while process.poll() is None:
        try:
            most = max(most, process.memory_info().rss)
        except psutil.Error:
            break
        time.sleep(0.05)
    status = process.wait()
    return {
        "command_status": status,
        "command_mb": round(most / 1e6),
        "command_seconds": round(time.monotonic() - began, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
