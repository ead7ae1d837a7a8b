"""A query asked again within one page gives what it found; whoever writes, or looks later, sees what is there now."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete

from tests.counting import counted_queries
from tests.factories.establishment import make_release
from tests.factories.programmes import World, make_programme
from transfer.extensions import db, looking, unit_of_work, writing
from transfer.programmes.actions import add_organisation
from transfer.programmes.models import Organisation
from transfer.programmes.queries import list_organisations
from transfer.releases.queries import release_ids_in_force


@pytest.fixture
def world(app: Flask) -> World:
    found = make_programme()
    db.session.commit()
    return found


@pytest.fixture
def reading(world: World) -> Iterator[None]:
    """As a page reads: in a transaction that will not write."""
    token = writing.set(False)
    db.session.rollback()
    yield
    writing.reset(token)


@pytest.mark.usefixtures("reading")
def test_asked_again_it_is_not_looked_up_again(world: World) -> None:
    found = list_organisations(world.system)
    with counted_queries() as asked:
        assert list_organisations(world.system) == found
    assert asked == [] and len(found) > 1


@pytest.mark.usefixtures("reading")
def test_nobody_is_given_what_another_viewer_found(world: World) -> None:
    with unit_of_work():
        own = make_release(world, "establishment", "Council", 1, shared=False).id
    assert release_ids_in_force(world.viewer("hr-Council"), "establishment") == [own]
    assert release_ids_in_force(world.viewer("hr-Trust"), "establishment") == []


@pytest.mark.usefixtures("reading")
def test_what_was_found_goes_with_its_transaction(world: World) -> None:
    before = len(list_organisations(world.system))
    with unit_of_work():
        _add(world, "Fourth")
    assert len(list_organisations(world.system)) == before + 1


def test_whoever_writes_sees_what_is_written(world: World) -> None:
    before = len(list_organisations(world.system))
    _add(world, "Fourth")
    assert len(list_organisations(world.system)) == before + 1


def test_a_look_within_a_unit_of_work_asks_once_and_ends_with_what_it_found(world: World) -> None:
    before = len(list_organisations(world.system))
    _add(world, "Fourth")
    with looking():
        assert len(list_organisations(world.system)) == before + 1
        with counted_queries() as asked:
            assert len(list_organisations(world.system)) == before + 1
    assert asked == []
    db.session.execute(delete(Organisation).where(Organisation.name == "Fourth"))
    with looking():
        assert len(list_organisations(world.system)) == before
        _add(world, "Fifth")
        assert len(list_organisations(world.system)) == before + 1


def test_of_each_organisation_the_newest_version_in_sight_is_in_force(world: World) -> None:
    old = make_release(world, "establishment", "Council", 1).id
    new = make_release(world, "establishment", "Council", 1, shared=False).id
    trust = make_release(world, "establishment", "Trust", 1).id
    make_release(world, "budget", "Trust", 1)
    plan = [make_release(world, "milestones", None, 1).id for _ in range(2)]
    assert release_ids_in_force(world.viewer("hr-Council"), "establishment") in ([new, trust], [trust, new])
    assert release_ids_in_force(world.viewer("hr-Trust"), "establishment") in ([old, trust], [trust, old])
    assert release_ids_in_force(world.viewer("hr-Trust"), "milestones") == plan[-1:]


def _add(world: World, name: str) -> None:
    add_organisation(world.system, name=name, short=name, kind="other", company_number=None)
    db.session.flush()
