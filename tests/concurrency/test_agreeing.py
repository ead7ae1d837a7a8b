"""Two people of one side sign, and two people decide, at the same moment: exactly one wins."""

from flask import Flask
from sqlalchemy import func, select

from tests.concurrency.test_one_wins import FEW, at_once, told, twice
from tests.factories.baseline import E7, baselined, finance, make_e7, proposed, virement
from tests.factories.programmes import make_programme
from transfer.audit.queries import verify
from transfer.baseline.actions import propose_change
from transfer.baseline.models import Baseline, BaselineRow, BaselineSignature
from transfer.baseline.queries import find_open, standing_of
from transfer.extensions import db


def test_two_signatures_of_one_body(app: Flask) -> None:
    for number in range(FEW):
        world = make_programme(f"north-{number}")
        make_e7(world, [*E7[:3], *E7[4:]])
        baseline = proposed(world)
        path = f"/p/north-{number}/money/baseline/{baseline.id}/sign/{world.organisations['Council'].id}"
        seen = standing_of(world.system, baseline).hash
        answers = at_once(app, twice(path, {"hash": seen}), world.users["finance-Council"])
        told(answers, 422, "has signed for Council already")
        assert db.session.scalar(select(func.count()).where(BaselineSignature.baseline_id == baseline.id)) == 1
    assert verify() is None


def test_two_decisions_about_one_change(app: Flask) -> None:
    world = make_programme()
    make_e7(world, [*E7[:3], *E7[4:]])
    first = baselined(world)
    for number in range(1, FEW + 1):
        change = propose_change(finance(world, "Council"), virement(world, 1_00))
        path, sent = f"/p/north/money/changes/{change.id}/decide", {"version": f"{change.version}", "after": "approved"}
        answers = at_once(app, twice(path, sent), world.users["finance-Company"])
        told(answers, 409, "Somebody decided about this change first")
        [version] = db.session.scalars(select(Baseline).where(Baseline.made_from_id == first.id)).all()
        rows = select(func.sum(BaselineRow.source_pence)).where(BaselineRow.baseline_id == version.id)
        found = find_open(world.system)
        assert found and len(found.ground["changes"]) == number
        assert db.session.scalar(rows) == sum(row[5] for row in E7) - 46_000_00
        db.session.rollback()
    assert verify() is None
