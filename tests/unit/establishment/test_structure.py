"""Who reports to whom: the tree, rings and broken lines, what an option cuts, and the drawing of it."""

from xml.etree import ElementTree

from reports.structure import Box, structure_svg
from transfer.establishment.rules.structure import Chart, Seen, Structure, cut_lines, posts_of


def seen(post_no: str, manager: str = "", title: str = "Worker", occupancy: str = "filled", service: int = 1) -> Seen:
    return Seen(int(post_no[1:]), post_no, manager, title, occupancy, service)


COUNCIL = [
    seen("P1", title="Director"), seen("P2", "P1", "Manager"), seen("P3", "P2"), seen("P4", "P2"),
    seen("P5", "P2", occupancy="vacant"), seen("P6", "P9"), seen("P7", "P8"), seen("P8", "P7"),
    seen("P10", "P1"), seen("P10", "P2"),
]  # fmt: skip


def structure() -> Structure:
    return Structure(posts_of(1, COUNCIL) | posts_of(2, [seen("T1", "P2"), seen("T2", "T2")]))


def test_lines_that_lead_nowhere_or_round_are_found() -> None:
    found = structure()
    assert found.broken == [(1, "P6")]
    assert found.rings == [[(1, "P7"), (1, "P8")], [(2, "T2")]]
    assert found.two_managers == [(1, "P10")]
    assert found.above[2, "T1"] == (1, "P2")  # a manager on another list is a manager


def test_a_number_on_two_other_lists_is_no_manager() -> None:
    posts = posts_of(1, [seen("P1")]) | posts_of(2, [seen("P1")]) | posts_of(3, [seen("P5", "P1")])
    assert Structure(posts).broken == [(3, "P5")]


def test_so_many_levels_down_and_a_ring_once() -> None:
    found = structure()
    assert found.under([(1, "P1")], 1) == [(1, "P1"), (1, "P2"), (1, "P10")]
    assert len(found.under([(1, "P1")], 5)) == 7
    assert found.under([(1, "P7")], 9) == [(1, "P7"), (1, "P8")]


def test_alike_posts_are_one_box_and_a_manager_has_its_own() -> None:
    found = structure()
    rows = Chart(found, found.under([(1, "P1")], 5), lambda key: key[0]).rows({})
    assert [(row.depth, row.many, row.title, row.note) for row in rows] == [
        (0, 1, "Director", "P1: filled"), (1, 1, "Manager", "P2: filled"),
        (2, 3, "Worker", "3 posts: 2 filled, 1 vacant"),
        (2, 1, "Worker", "T1: filled"), (1, 1, "Worker", "P10: 2 filled"),
    ]  # fmt: skip


def test_every_post_of_a_ring_is_drawn() -> None:
    found = structure()
    scope = found.under(found.tops(), 9)
    rows = Chart(found, scope, lambda key: key[0], [ring[0] for ring in found.rings]).rows({})
    assert sorted(key for row in rows for key in row.keys) == sorted(found.posts)


def test_after_an_option_posts_stand_under_their_organisation() -> None:
    """P2 and P3 go to organisation 3; everybody else under P2 stays, so their lines are cut."""
    found = structure()

    def after(key: tuple[int, str]) -> int:
        return 3 if key in ((1, "P2"), (1, "P3")) else key[0]

    cut = cut_lines(found, after)
    assert cut == [(1, "P2"), (1, "P4"), (1, "P5"), (2, "T1")]
    rows = Chart(found, found.under([(1, "P1")], 5), after, cut).rows(
        {1: "Council", 2: "Trust", 3: "Company"}, by_place=True
    )
    assert [row.title for row in rows if row.heading] == ["Council", "Company", "Trust"]
    company = [row for row in rows if row.place == 3 and not row.heading]
    assert [(row.depth, row.keys) for row in company] == [(1, ((1, "P2"),)), (2, ((1, "P3"),))]


def test_the_drawing_is_well_formed_safe_and_fits() -> None:
    boxes = [
        Box(0, "<b>Head & more</b> of everything that there is", "A: 'b'", 0),
        Box(1, "Under", "", 7),
        Box(0, "Council", "", 0, True),
    ]
    for width, indent in ((900, 36), (343, 14)):
        drawn = ElementTree.fromstring(structure_svg(boxes, width=width, indent=indent))
        assert drawn.get("width") == str(width)
        for each in drawn.iter("{http://www.w3.org/2000/svg}rect"):
            assert int(each.get("x", 0)) + int(each.get("width", 0)) <= width
        assert len(list(drawn.iter("{http://www.w3.org/2000/svg}path"))) == 1
    assert "style=" not in structure_svg(boxes, width=343, indent=14)
