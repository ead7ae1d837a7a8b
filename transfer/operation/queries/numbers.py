"""Numbers of how the service does, for a collector.

Each process counts its requests in a file of its own, and any of them reads all out; jobs are counted in their table.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Response, g, request
from flask.sansio.app import App
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from transfer.extensions import db
from transfer.jobs.models import Job
from transfer.jobs.queries import list_workers
from transfer.kernel import clock

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15)
NOBODY = CollectorRegistry(auto_describe=True)
REQUESTS = Counter("transfer_requests", "Answers", ["endpoint", "method", "status"], registry=NOBODY)
DURATIONS = Histogram("transfer_request_seconds", "Time to an answer", ["endpoint", "method"], buckets=SECONDS,
                      registry=NOBODY)  # fmt: skip
POOL = Gauge("transfer_database_connections", "Connections of all web processes", ["state"],
             multiprocess_mode="livesum", registry=NOBODY)  # fmt: skip
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


class Requests(MultiProcessCollector):
    """What every process counted. A file that one of them has only begun, or had when it was killed or the disk full,
    is empty: it is left out, for it would keep all the others from being read."""

    def collect(self) -> Any:
        begun = [str(path) for path in Path(os.environ[FOLDER]).glob("*.db") if path.stat().st_size]
        return self.merge(begun, accumulate=True)  # type: ignore[no-untyped-call]


class Jobs(Collector):
    """Long work, out of its table: how many in each state, how long they took, what waits, who works."""

    def collect(self) -> Iterator[Metric]:
        counts = GaugeMetricFamily("transfer_jobs", "Jobs", labels=["kind", "state"])
        took = GaugeMetricFamily("transfer_job_seconds", "Time that ended jobs took in all", labels=["kind", "state"])
        for kind, state, number, seconds in _job_rows():
            counts.add_metric([kind, state], number)
            took.add_metric([kind, state], seconds)
        yield counts
        yield took
        yield GaugeMetricFamily("transfer_queue_length", "Jobs that wait", value=_waiting())
        heard = [each.heartbeat_at for each in list_workers() if not each.ended_at]
        ages = [(clock.now() - at).total_seconds() for at in heard]
        yield GaugeMetricFamily("transfer_workers", "Workers that were not told to stop", value=len(heard))
        if ages:
            words = "Since a worker was last heard of"
            yield GaugeMetricFamily("transfer_worker_silent_seconds", words, value=max(0.0, min(ages)))


def _job_rows() -> list[tuple[str, str, int, float]]:
    took: ColumnElement[Any]
    if db.engine.dialect.name == "postgresql":
        took = func.extract("epoch", Job.finished_at - Job.started_at)
    else:
        took = (func.julianday(Job.finished_at) - func.julianday(Job.started_at)) * 86400
    query = select(Job.kind, Job.state, func.count(), func.coalesce(func.sum(took), 0)).group_by(Job.kind, Job.state)
    rows = db.session.execute(query)
    return [(kind, state, number, round(float(seconds), 3)) for kind, state, number, seconds in rows]


def _waiting() -> int:
    return db.session.scalar(select(func.count()).select_from(Job).where(Job.state == "queued")) or 0


def told() -> bytes:
    """All of it in Prometheus's text format. A database that does not answer takes only its own part away."""
    registry = CollectorRegistry()
    _forget_dead_processes()
    Requests(registry)  # type: ignore[no-untyped-call]
    shown = generate_latest(registry)
    jobs = CollectorRegistry(auto_describe=False)
    try:
        jobs.register(Jobs())
        return shown + generate_latest(jobs)
    except SQLAlchemyError:
        return shown


def _forget_dead_processes() -> None:
    """What a process that has ended held open, it holds no longer."""
    for path in Path(os.environ[FOLDER]).glob("gauge_live*_*.db"):
        process = int(path.stem.rsplit("_", 1)[1])
        if not Path(f"/proc/{process}").exists():
            mark_process_dead(process)  # type: ignore[no-untyped-call]


def count_requests(app: App) -> None:
    """Count every answer of this application. The endpoint and never the path: there are few, and none is personal."""
    app.before_request(_start)
    app.after_request(_count)


def _start() -> None:
    g.counted_from = time.perf_counter()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    if endpoint == "static":
        return response
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(endpoint, method, str(response.status_code)).inc()
    DURATIONS.labels(endpoint, method).observe(time.perf_counter() - g.get("counted_from", time.perf_counter()))
    pool = db.engine.pool
    if isinstance(pool, QueuePool):
        POOL.labels("in use").set(pool.checkedout())
        POOL.labels("open").set(pool.checkedin() + pool.checkedout())
    return response
