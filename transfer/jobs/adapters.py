"""The queue: Huey, on SQLite by default and on Redis where there are several machines."""

import sqlite3

import structlog
from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab
from redis.exceptions import RedisError

from transfer.config import Settings
from transfer.jobs import actions

log = structlog.get_logger()


def make_queue(settings: Settings) -> Huey:
    if settings.redis_url:
        return RedisHuey("transfer", url=settings.redis_url)
    settings.instance.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("transfer", filename=str(settings.instance / "queue.db"), fsync=False)


def connect_queue(app: Flask, settings: Settings) -> Huey:
    """The application's queue. With JOBS_INLINE a job runs at once, inside the request that asked for it."""
    queue = make_queue(settings)
    if settings.jobs_inline:
        queue.immediate = True

    def run(job_id: int) -> None:
        with app.app_context():
            actions.run_job(job_id)

    def take_up() -> None:
        with app.app_context():
            for job_id in actions.take_up_silent_jobs():
                task(job_id)

    task = queue.task()(run)
    queue.periodic_task(crontab(minute="*"))(take_up)

    def hand_over(job_id: int) -> None:
        """A queue that is away costs a minute: the job's row is kept, and the worker looks for waiting rows."""
        try:
            task(job_id)
        except (RedisError, sqlite3.Error):
            log.warning("queue_unavailable", job_id=job_id)

    actions.hand_over_with(app, hand_over)
    return queue
