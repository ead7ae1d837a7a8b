"""Performance measures and assets, and who sees them."""

import pytest

from tests.counting import counted_queries
from tests.factories.contracts import make_assets, make_kpis
from tests.factories.programmes import World, make_programme
from transfer.diligence.queries import asset_rows, asset_totals, list_assets, list_kpis
from transfer.extensions import db


@pytest.fixture
def world(app: object) -> World:
    return make_programme()


def asset(reference: str, holder: str | None = "Council", value: int | None = 100_00) -> dict[str, object]:
    return {"reference": reference, "description": f"Building {reference}", "holder": holder, "value_pence": value}


def test_who_holds_what(world: World) -> None:
    release = make_assets(
        world, "Council", [asset("A"), asset("B", value=None), asset("C", "Trust", 250), asset("D", None)]
    )
    totals = asset_totals(world.system)
    assert [(each.holder, each.count, each.value_pence, each.without_value) for each in totals] == [
        ("", 1, 100_00, 0), ("Council", 2, 100_00, 1), ("Trust", 1, 250, 0),
    ]  # fmt: skip
    rows = [(row.release_id, row.source_row, row.value_pence) for row in asset_rows(world.system)]
    assert rows == [(release.id, 5, 100_00), (release.id, 6, None), (release.id, 7, 250), (release.id, 8, 100_00)]


def test_an_unshared_list_is_its_own_sides_only(world: World) -> None:
    make_assets(world, "Council", [asset("A")], shared=False)
    make_assets(world, "Trust", [asset("B")])
    outside = world.viewer("finance-Trust")
    assert [each.reference for each in list_assets(outside).items] == ["B"]
    assert [each.count for each in asset_totals(outside)] == [1]
    assert len(asset_rows(outside)) == 1
    assert list_assets(outside, search="A").total == 0
    assert list_assets(world.viewer("hr-Council")).total == 2


def test_measures_keep_the_order_of_the_sheet_and_their_numbers(world: World) -> None:
    make_kpis(world, [{"number": number, "title": f"Measure {number}"} for number in ("10", "5b", "5")])
    viewer = world.viewer("member-Council")
    assert [each.number for each in list_kpis(viewer).items] == ["10", "5b", "5"]
    assert [each.number for each in list_kpis(viewer, "5B").items] == ["5b"]
    assert list_kpis(make_programme("south").system).total == 0


def test_queries_do_not_grow_with_the_list(app: object) -> None:
    def count(slug: str, rows: int) -> int:
        world = make_programme(slug)
        make_assets(world, "Council", [asset(f"A{n}") for n in range(rows)])
        make_kpis(world, [{"number": str(n), "title": "x"} for n in range(rows)])
        viewer = world.viewer("lead")
        db.session.expire_all()
        with counted_queries() as asked:
            list_assets(viewer)
            list_kpis(viewer)
            asset_totals(viewer)
        return len(asked)

    assert count("one", 10) == count("two", 200)
