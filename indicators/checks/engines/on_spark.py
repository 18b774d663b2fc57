"""The engine of a cluster: the passes of `plan` on Spark, over the same files that the store's versions list.

Needs pyspark (requirements-spark.txt) and a Java; neither is asked for before a session is opened. With a local master
everything stays on this machine; with another one `SPARK_STORE_URI` says where the executors find the store's folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import duckdb

from core.errors import UserError
from core.settings import java_home, spark_driver_memory, spark_store_uri
from indicators.checks.engines.plan import CheckPlan
from indicators.checks.engines.spark_dialect import table_names, to_spark
from store import Store, Table, delta_files, read_tables, relations

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SPARK_TYPES = {
    "VARCHAR": "string", "BIGINT": "bigint", "INTEGER": "int", "DOUBLE": "double", "DATE": "date", "BOOLEAN": "boolean",
}  # fmt: skip


@dataclass(frozen=True)
class SparkEngine:
    """Runs passes on a Spark session; `versions` are those that the driver's connection looks at."""

    name: ClassVar[str] = "spark"
    session: SparkSession
    store: Store
    versions: Mapping[str, int]
    registered: set[str] = field(default_factory=set)

    def run(self, plan: CheckPlan, driver: duckdb.DuckDBPyConnection, name: str) -> None:
        """Leave the result of one pass in this temp table of the driver's connection."""
        for table in table_names(plan.sql) - self.registered:
            self._offer(table, driver)
        _keep(driver, name, self.session.sql(to_spark(plan.sql)))

    def _offer(self, name: str, driver: duckdb.DuckDBPyConnection) -> None:
        """Make a table of the store, or one that only the driver has, known to the session under its name."""
        table = read_tables().get(name)
        if table:
            frame = read_version(self.session, self.store, table, self.versions)
        else:
            frame = self.session.createDataFrame(driver.table(name).to_arrow_table())
        frame.createOrReplaceTempView(name)
        self.registered.add(name)


@contextmanager
def open_engine(store: Store, master: str, versions: Mapping[str, int] | None = None) -> Iterator[SparkEngine]:
    """An engine with a session of its own, stopped afterwards. Raises UserError when pyspark or a Java is missing."""
    session = _open_session(master, store.folder)
    try:
        yield SparkEngine(session, store, store.versions() if versions is None else versions)
    finally:
        session.stop()


def read_version(session: SparkSession, store: Store, table: Table, versions: Mapping[str, int]) -> DataFrame:
    """The rows of one version with the declared columns (empty where a file lacks one) and today's place codes."""
    schema = ", ".join(f"`{name}` {_SPARK_TYPES[kind]}" for name, kind in table.stored_columns.items())
    snapshot = _snapshot(store, table.name, versions)
    if snapshot is None or not snapshot.files:
        return session.createDataFrame([], schema)
    frame = session.read.schema(schema).parquet(*(_uri(store, table.name, file.path) for file in snapshot.files))
    codes = relations.codes_in_files(
        snapshot.files, relations.current_codes(store.folder, _snapshot(store, "places", versions))
    )
    if not codes or "county_code" not in table.stored_columns:
        return frame
    changed: dict[Any, Any] = dict(codes)
    return frame.replace(changed, subset=["county_code", "place_code"])


def _snapshot(store: Store, name: str, versions: Mapping[str, int]) -> delta_files.Snapshot | None:
    if name not in versions:
        return None
    return delta_files.read_snapshot(store.folder / "store" / name, versions[name])


def _uri(store: Store, table: str, path: str) -> str:
    """Where Spark finds a file of the store."""
    root = spark_store_uri() or (store.folder / "store").as_uri()
    return f"{root.rstrip('/')}/{table}/{path}"


def _keep(driver: duckdb.DuckDBPyConnection, name: str, frame: DataFrame) -> None:
    answered = frame.toArrow()
    driver.register("spark_answer", answered)
    driver.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM spark_answer")
    driver.unregister("spark_answer")


def _open_session(master: str, folder: Path) -> SparkSession:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        todo = "请先运行 pip install -r requirements-spark.txt"
        raise UserError("没有安装 pyspark，不能用 Spark 核查", came=str(error)[:120], todo=todo) from error
    _need_java()
    builder: Any = SparkSession.builder.appName("household checks").master(master)
    for key, value in _settings(master, folder).items():
        builder = builder.config(key, value)
    try:
        session: SparkSession = builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        raise UserError(
            "Spark 没有启动", field="master", came=master, todo=f"请检查集群地址和 Java：{error}"[:200]
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def _need_java() -> None:
    home = java_home()
    found = shutil.which("java") or (home and shutil.which("java", path=str(Path(home) / "bin")))
    if not found:
        todo = "请安装 Java 17 或更新的版本，例如 apt-get install default-jre-headless，或设置 JAVA_HOME"
        raise UserError("没有找到 Java，不能用 Spark 核查", came="java", todo=todo)


def _settings(master: str, folder: Path) -> dict[str, str]:
    """No web page, no colour of its own, dates without a time zone; a local session keeps to itself."""
    always = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.log.level": "ERROR",
    }
    if not master.startswith("local"):
        return always
    scratch = folder / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    return always | {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": spark_driver_memory(),
        "spark.sql.shuffle.partitions": "16",
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
    }
