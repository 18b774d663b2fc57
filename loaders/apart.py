"""A file read in a process of its own, with limits of memory and time: no file takes the server with it, and an import
that has begun goes on when nobody waits for it any more. What is under way can be asked from everywhere in the server.
"""

import logging
import multiprocessing
import os
import secrets
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from core.errors import UserError
from core.settings import hand_on, take_over
from loaders.importing import import_file, preview
from loaders.recognise import Choices
from loaders.report import mark_workbook
from loaders.results import PREVIEWED_ROWS, ImportResult, Preview, SheetResult

LOG = logging.getLogger(__name__)
MEMORY_BYTES: Final = 4 * 1024**3
"""What a process may take beyond what it has when it begins, on systems that can say so."""
LOOK_SECONDS: Final = 600.0
IMPORT_SECONDS: Final = 3_600.0
TICK: Final = 0.2
LOOK, IMPORT, MARK, MARK_ANEW = "look", "import", "mark", "mark anew"
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_CONTEXT: Any = multiprocessing.get_context(_METHOD)
if _METHOD == "forkserver":
    _CONTEXT.set_forkserver_preload(["loaders.apart"])
Tell = Callable[[str, float], None]


@dataclass
class Job:
    """One file in a process of its own. `words` and `share` say how far it is; `answer` or `error` are there once it is `done`."""

    kind: str
    file_name: str
    folder: Path
    number: str = field(default_factory=lambda: secrets.token_hex(4))
    words: str = "开始"
    share: float = 0.0
    answer: Any = None
    error: UserError | None = None
    done: threading.Event = field(default_factory=threading.Event)
    process: Any = None

    def wait(self, tell: Tell) -> Any:
        """The answer, when it is there; `tell` is called again and again meanwhile. Raises UserError as the work itself does."""
        while not self.done.wait(TICK):
            tell(self.words, self.share)
        if self.error is not None:
            raise self.error
        return self.answer

    def stop(self) -> None:
        """Ends it at once."""
        if self.process is not None:
            self.process.kill()


_running: dict[str, Job] = {}


def look(path: Path, choices: Choices, folder: Path, file_name: str, tell: Tell) -> Preview:
    """`importing.preview` apart; the workbook's cells stay there. It ends with the caller."""
    found: Preview = _with_caller(_start(LOOK, path, choices, folder, file_name), tell)
    return found


def mark(path: Path, choices: Choices, folder: Path, file_name: str, tell: Tell) -> bytes:
    """`report.mark_workbook` of the file as it was looked at, apart; without the file's formats where keeping them takes too much."""
    try:
        marked: bytes = _with_caller(_start(MARK, path, choices, folder, file_name), tell)
    except UserError:
        marked = _with_caller(_start(MARK_ANEW, path, choices, folder, file_name), tell)
    return marked


def warm() -> None:
    """Gets ready for the first file, beside what else is done."""
    if _METHOD == "forkserver":
        forkserver.ensure_running()


def start_import(content: bytes, choices: Choices, folder: Path, file_name: str) -> Job:
    """Begins `importing.import_file` apart, of a copy of the file that is taken away at the end; whoever waits, it goes on."""
    copies = folder / "tmp" / "uploads"
    copies.mkdir(parents=True, exist_ok=True)
    path = copies / f"{secrets.token_hex(8)}{Path(file_name).suffix}"
    path.write_bytes(content)
    return _start(IMPORT, path, choices, folder, file_name, lambda: path.unlink(missing_ok=True))


def running_imports(folder: Path) -> list[Job]:
    """The imports into a data folder that this server is at."""
    return [job for job in list(_running.values()) if job.kind == IMPORT and job.folder == folder]


def _with_caller(job: Job, tell: Tell) -> Any:
    try:
        return job.wait(tell)
    finally:
        if not job.done.is_set():
            job.stop()


def _start(
    kind: str, path: Path, choices: Choices, folder: Path, file_name: str, after: Callable[[], None] = lambda: None
) -> Job:
    job = Job(kind, file_name, folder)
    mine, theirs = _CONTEXT.Pipe(duplex=False)
    given = (kind, path, choices, folder, file_name, hand_on(), MEMORY_BYTES, theirs)
    job.process = _CONTEXT.Process(target=_work, args=given, name=f"{kind} {job.number}")
    job.process.start()
    theirs.close()
    _running[job.number] = job
    seconds = IMPORT_SECONDS if kind == IMPORT else LOOK_SECONDS
    threading.Thread(target=_follow, args=(job, mine, seconds, after), name=f"follow {job.number}", daemon=True).start()
    return job


def _follow(job: Job, pipe: Connection, seconds: float, after: Callable[[], None]) -> None:
    """Keeps a job up to date until its process has answered, died or taken too long."""
    clock = threading.Timer(seconds, job.stop)
    clock.daemon = True
    clock.start()
    try:
        for kind, said in _messages(pipe):
            if kind == "told":
                job.words, job.share = said
            elif kind == "done":
                job.answer = said
            elif kind == "broken":
                LOG.error("%s of a file failed\n%s", job.kind, said)
                job.error = _stopped(job, "程序出了错", "请把服务器日志交给管理员")
            else:
                job.error = UserError(said.pop("rule"), **said)
        if job.answer is None and job.error is None:
            job.error = _died(job)
    finally:
        clock.cancel()
        job.process.join()
        after()
        _running.pop(job.number, None)
        job.done.set()


def _messages(pipe: Connection) -> Iterator[tuple[str, Any]]:
    with suppress(EOFError, OSError):
        while True:
            yield pipe.recv()


def _died(job: Job) -> UserError:
    return _stopped(
        job,
        "读它用的内存或时间超过了限度",
        "请删去多余的空行、空列和不相干的工作表，或拆成几个文件再导入",
    )


def _stopped(job: Job, came: str, todo: str) -> UserError:
    """Why there is no answer. Whether an import was stored all the same, versions tell: it may have died after its last word."""
    rest = "有没有入库，以版本记录为准" if job.kind == IMPORT else "库里的数据没有改动"
    return UserError("文件没有读完", file=job.file_name, came=came, todo=f"{todo}；{rest}")


def _work(
    kind: str,
    path: Path,
    choices: Choices,
    folder: Path,
    file_name: str,
    environment: Mapping[str, str],
    memory: int,
    pipe: Connection,
) -> None:
    """The process itself: does what is asked and answers through the pipe."""
    take_over(environment)
    _limit_memory(memory)

    def tell(words: str, share: float) -> None:
        pipe.send(("told", (words, share)))

    try:
        pipe.send(("done", _do(kind, path, choices, folder, file_name, tell)))
    except UserError as error:
        pipe.send(("refused", error.as_dict()))
    except MemoryError:
        return
    except Exception:
        pipe.send(("broken", traceback.format_exc()))
    finally:
        pipe.close()


def _do(kind: str, path: Path, choices: Choices, folder: Path, file_name: str, tell: Tell) -> Any:
    if kind == IMPORT:
        return _without_cells(import_file(path, choices, folder=folder, file_name=file_name, progress=tell))
    found = preview(path, choices, folder=folder, file_name=file_name, progress=tell)
    if kind in (MARK, MARK_ANEW):
        return mark_workbook(path, found.book, found.problems, found.totals, keeps_formats=kind == MARK)
    return _without_cells(found)


def _without_cells(found: Preview) -> Preview | ImportResult:
    """The result with the first rows of each sheet alone: cells by the million are not handed from one process to another."""
    book = replace(found.book, sheets=[replace(sheet, rows=[]) for sheet in found.book.sheets])
    return replace(found, book=book, sheets=[_with_first_rows(sheet) for sheet in found.sheets])


def _with_first_rows(sheet: SheetResult) -> SheetResult:
    if sheet.frame is None:
        return sheet
    return replace(sheet, frame=sheet.frame.take(list(range(min(PREVIEWED_ROWS, sheet.frame.num_rows)))))


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
    taken = pages * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))
