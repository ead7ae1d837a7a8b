"""Whose versions somebody sees, and what they are told is missing."""

import pytest

from tests.factories.establishment import line, make_list, make_release, make_shares
from tests.factories.programmes import World, make_programme
from transfer.extensions import db
from transfer.kernel.errors import DomainError, NotFound
from transfer.releases.actions import share_release, unshare_release
from transfer.releases.models import Release
from transfer.releases.queries import (
    find_release_in_force,
    get_release,
    list_releases,
    missing_data,
    release_ids_in_force,
    releases_in_force,
)

EVERYBODY = (
    "lead", "hr-Council", "hr-Trust", "finance-Council", "finance-Trust", "legal-Council", "member-Council", "auditor",
    "guest",
)  # fmt: skip


@pytest.fixture
def world(app: object) -> World:
    return make_programme()


def numbers(world: World, who: str, dataset: str = "establishment") -> list[tuple[str, int]]:
    viewer = world.system if who == "system" else world.viewer(who)
    found = releases_in_force(viewer, dataset)
    return [(each.organisation.short if each.organisation else "all", each.number) for each in found]


def test_an_unshared_version_is_its_own_sides_only(world: World) -> None:
    release = make_list(world, "Trust", [line("T1")], shared=False)
    for who in EVERYBODY:
        sees = "Trust" in who
        assert release_ids_in_force(world.viewer(who), "establishment") == ([release.id] if sees else []), who
        if sees:
            assert get_release(world.viewer(who), release.id) is release
        else:
            with pytest.raises(NotFound):
                get_release(world.viewer(who), release.id)
    assert release_ids_in_force(world.system, "establishment") == [release.id]


def test_a_shared_version_is_everybodys(world: World) -> None:
    release = make_list(world, "Trust", [line("T1")], shared=True)
    assert {who: get_release(world.viewer(who), release.id).id for who in EVERYBODY} == dict.fromkeys(
        EVERYBODY, release.id
    )


def test_the_other_side_stays_on_the_last_shared_version(world: World) -> None:
    make_list(world, "Council", [line("C1")])
    make_list(world, "Trust", [line("T1")])
    make_list(world, "Trust", [line("T1"), line("T2")], shared=False)
    assert numbers(world, "hr-Trust") == numbers(world, "system") == [("Council", 1), ("Trust", 2)]
    assert numbers(world, "hr-Council") == numbers(world, "lead") == [("Council", 1), ("Trust", 1)]
    trust = world.organisations["Trust"].id
    held = find_release_in_force(world.viewer("hr-Council"), "establishment", trust)
    assert held and held.number == 1
    assert find_release_in_force(world.viewer("lead"), "budget", trust) is None
    assert [each.number for each in list_releases(world.viewer("hr-Council"))] == [1, 1]


def test_a_data_set_of_the_programme_is_everybodys(world: World) -> None:
    make_shares(world, [("AD", "Council", "100")])
    assert [numbers(world, who, "time_shares") for who in EVERYBODY] == [[("all", 1)]] * len(EVERYBODY)


def test_another_programmes_versions_are_nobodys_here(world: World) -> None:
    other = make_programme("south")
    release = make_list(other, "Trust", [line("T1")])
    assert numbers(world, "system") == []
    with pytest.raises(NotFound):
        get_release(world.system, release.id)


def test_what_is_missing_is_told_of_each(world: World) -> None:
    council, trust = world.organisations["Council"], world.organisations["Trust"]
    make_list(world, "Trust", [line("T1")], shared=False)
    both = [council, trust]
    nothing = [f"{short}: no establishment list has been accepted and shared yet." for short in ("Council", "Trust")]
    assert missing_data(world.viewer("hr-Council"), "establishment", both) == nothing
    assert missing_data(world.viewer("hr-Trust"), "establishment", both) == nothing[:1]
    assert missing_data(world.viewer("hr-Trust"), "establishment") == []
    assert missing_data(world.viewer("lead"), "establishment") == [
        "No establishment list has been accepted and shared yet."
    ]
    assert missing_data(world.viewer("lead"), "budget") == ["No budget book has been accepted and shared yet."]


def test_its_own_side_shares_and_takes_back(world: World) -> None:
    release = make_list(world, "Trust", [line("T1")], shared=False)
    with pytest.raises(DomainError, match="own side"):
        share_release(world.viewer("hr-Council"), release)
    share_release(world.viewer("hr-Trust"), release)
    db.session.commit()
    assert numbers(world, "hr-Council") == [("Trust", 1)]
    with pytest.raises(DomainError, match="own side"):
        unshare_release(world.viewer("hr-Council"), release, reason="Two posts are wrong")
    unshare_release(world.viewer("hr-Trust"), release, reason="Two posts are wrong")
    db.session.commit()
    assert numbers(world, "hr-Council") == []
    assert db.session.get_one(Release, release.id).shared_by is None


def test_what_everybody_sees_is_not_shared_again(world: World) -> None:
    with pytest.raises(DomainError, match="belongs to the programme"):
        share_release(world.viewer("lead"), make_release(world, "milestones", None, 1))
