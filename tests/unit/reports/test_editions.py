"""The public edition: nothing withheld can be worked back from what is printed."""

import itertools
import random

import pytest

from reports.bounds import Hidden
from reports.editions import edition
from reports.references import marks
from reports.snapshot import canonical, digest
from reports.wording import cell_words, figure_words
from tests.factories.snapshots import column, figure, small, snapshot, table


def counts_table(grid, *, across=True):
    """A grid of counts with column totals and, when `across`, a last column that sums each row."""
    width = len(grid[0])
    keys = [f"c{n}" for n in range(width)]
    columns = [column("name", "Service")] + [column(k, k, "number", "small-count") for k in keys]
    if across:
        columns.append(column("all", "All", "number", "small-count", sum_of=keys))
    rows = [{"name": f"Service {n}", **dict(zip(keys, row, strict=True))} for n, row in enumerate(grid)]
    total = {"name": "Total", **{k: sum(row[n] for row in grid) for n, k in enumerate(keys)}}
    for row in [*rows, total] if across else []:
        row["all"] = sum(row[k] for k in keys)
    return table("grid", "Grid", columns, rows, total=total)


def public_table(made):
    return edition(made, "public")["sections"][0]["blocks"][0]


def printed(made):
    block = public_table(made)
    figures = edition(made, "public")["figures"]
    rows = [*block["rows"], *([block["total"]] if block.get("total") else [])]
    return [[cell_words(row.get(c["key"]), c["kind"], figures) for c in block["columns"][1:]] for row in rows]


def reads(text, value):
    """Whether a count could be printed like this, by the rule as a reader knows it."""
    if text == "[c]":
        return value >= 1
    if text == "under 5":
        return 1 <= value <= 4
    return value == 0 if text == "0" else value >= 5 and abs(value - int(text)) <= 2


def possible_values(shown, top):
    """Every value that each cell of a 2 × 2 grid with both margins could have, by trying them all."""
    values: dict[tuple[int, int], set[int]] = {}
    for inner in itertools.product(range(top + 1), repeat=4):
        a, b, c, d = inner
        full = [[a, b, a + b], [c, d, c + d], [a + c, b + d, a + b + c + d]]
        if all(reads(text, full[r][k]) for r, line in enumerate(shown) for k, text in enumerate(line)):
            for r, k in itertools.product(range(3), repeat=2):
                values.setdefault((r, k), set()).add(full[r][k])
    return values


GRIDS = [[[n % 7, (n * 3) % 11], [(n * 5) % 9, (n * 7) % 13]] for n in range(1, 25)]


@pytest.mark.parametrize("grid", GRIDS, ids=str)
def test_no_small_count_is_narrowed_below_three_values(grid):
    shown = printed(small([counts_table(grid)]))
    values = possible_values(shown, 14)
    for r, row in enumerate([[*line, sum(line)] for line in grid]):
        for k, value in enumerate(row):
            assert value in values[r, k]
            if 1 <= value <= 4:
                assert max(values[r, k]) - min(values[r, k]) >= 2, (grid, shown, r, k)


def test_counts_are_rounded_each_by_itself():
    assert printed(small([counts_table([[6, 9], [0, 13]])])) == [
        ["5", "10", "15"],
        ["0", "15", "15"],
        ["5", "20", "30"],
    ]


def test_two_of_one_are_not_told_as_a_nought_and_two_others():
    """1 + 1 beside 9 of a total of 11: each stays between 1 and 4."""
    assert printed(small([counts_table([[1], [1], [9]], across=False)])) == [["under 5"], ["under 5"], ["10"], ["10"]]


def test_what_rounding_does_not_hide_is_withheld():
    """Seven in all, five or more of them in one service: "5", "5" and "under 5" would leave 1 or 2 for the other."""
    shown = printed(small([counts_table([[5], [2]], across=False)]))
    assert "[c]" in itertools.chain.from_iterable(shown)


def test_fte_is_left_out_where_posts_are_counted():
    columns = [
        column("name", "S"),
        column("n", "Posts", "number", "small-count"),
        column("f", "FTE", "fte", "small-count"),
    ]
    made = public_table(small([table("t", "T", columns, [{"name": "A", "n": 9, "f": 8500}])]))
    assert [each["key"] for each in made["columns"]] == ["name", "n"]
    assert "f" not in made["rows"][0]


def test_the_same_snapshot_withholds_the_same_cells():
    made = snapshot("due-diligence")
    assert canonical(edition(made, "public")) == canonical(edition(made, "public"))


def test_a_total_figure_in_another_place_is_rounded_too():
    figures = {k: figure(k, v) for k, v in (("a", 3), ("b", 14))}
    figures["b"]["cells"][0]["rows"] = list(range(50, 64))  # other posts than those of a
    figures["both"] = figure("both", 17, operation="total", inputs=("a", "b"))
    columns = [column("name", "Service"), column("n", "People", "number", "small-count")]
    rows = [{"name": key, "n": {"figure": key}} for key in ("a", "b")]
    headline = {"type": "figures", "items": [{"label": "People", "figure": "both", "note": ""}]}
    made = edition(small([table("t", "T", columns, rows), headline], figures), "public")
    words = [figure_words(made["figures"][key]) for key in ("a", "b", "both")]
    assert words == ["under 5", "15", "15"]
    assert not any(made["figures"][key].keys() & {"cells", "inputs", "operation"} for key in ("a", "b", "both"))
    assert marks(made) == {}


def test_a_subtotal_is_rounded_too():
    columns = [column("name", "Service"), column("n", "People", "number", "small-count")]
    rows = [
        {"name": "A", "n": 2, "_group": "one"},
        {"name": "B", "n": 8, "_group": "one"},
        {"name": "One", "n": 10, "_subtotal": "one"},
        {"name": "C", "n": 30},
    ]
    shown = printed(small([table("t", "T", columns, rows, total={"name": "All", "n": 40})]))
    assert [line[0] for line in shown] == ["under 5", "10", "10", "30", "40"]


def test_pay_of_one_person_and_what_would_give_it_away_is_withheld():
    columns = [column("name", "Service"), column("pay", "Pay", "money", "single-pay")]
    rows = [
        {"name": "Director", "pay": 12_000_000, "_people": 1},
        {"name": "Team", "pay": 40_000_000, "_people": 12},
        {"name": "Teams", "pay": 90_000_000, "_people": 30},
    ]
    total = {"name": "All", "pay": 142_000_000, "_people": 43}
    shown = printed(small([table("t", "T", columns, rows, total=total)]))
    assert [line[0] for line in shown] == ["[c]", "[c]", "£900,000.00", "£1,420,000.00"]


def test_columns_about_a_person_or_commercial_are_dropped_and_listed():
    columns = [
        column("name", "Contract"),
        column("officer", "Officer", "text", "person"),
        column("value", "Value", "money", "commercial"),
    ]
    rows = [{"name": "Fostering", "officer": "Jo Bloggs", "value": 123}]
    made = edition(small([table("t", "Register", columns, rows)]), "public")
    assert "Jo Bloggs" not in canonical(made).decode()
    assert [c["key"] for c in made["sections"][0]["blocks"][0]["columns"]] == ["name"]
    listed = made["sections"][-1]["blocks"][0]["rows"]
    told = [(row["what"], row["paragraph"]) for row in listed]
    assert told == [("Register: Officer", "1, 2"), ("Register: Value", "3")]
    exempt = edition(small([table("t", "Register", columns, rows)]), "exempt")
    assert exempt["sections"][0]["blocks"][0]["rows"][0]["value"] == 123
    assert exempt["paragraphs"] == ["1", "2", "3"]


def test_rows_about_a_child_are_left_out_and_words_that_were_typed_say_why():
    columns = [
        column("name", "Contract"),
        column("said", "What was said", "text", "typed"),
        column("v", "A year", "money"),
    ]
    rows = [{"name": f"Home {n}", "said": "Ann stays", "v": 100_000 * n, "_class": "child"} for n in range(1, 7)]
    made = edition(small([table("t", "Register", columns, [*rows, {"name": "Cleaning", "v": 50_000}])]), "public")
    text = canonical(made).decode()
    assert [row["name"] for row in made["sections"][0]["blocks"][0]["rows"]] == ["Cleaning"]
    assert "Home 1" not in text
    assert "Ann stays" not in text
    assert {(row["what"], row["why"]) for row in made["sections"][-1]["blocks"][0]["rows"]} == {
        ("Register: some of its rows", "It could show who a child is"),
        ("Register: What was said", "It was typed in people’s own words, which may point to a person"),
    }


def test_what_the_other_kind_of_pack_prints_is_looked_at_too():
    """Seven posts in one pack; in the other two of them and the five others: "5", "under 5" and "5" leave 1 or 2."""
    whole, few, others = figure("whole", 7), figure("few", 2), figure("others", 5)
    few["cells"][0]["rows"], others["cells"][0]["rows"] = [11, 12], [6, 7, 8, 9, 10]
    columns = [column("n", "Posts", "number", "small-count")]
    made = small([table("t", "T", columns, [{"n": {"figure": "whole"}}])], {"whole": whole})
    classes = dict.fromkeys(("few", "others"), "small-count")
    beside = {"business-case": {"figures": {"few": few, "others": others}, "figure_classes": classes}}
    assert figure_words(edition(made, "public")["figures"]["whole"]) == "5"
    both = edition({**made, "beside": beside}, "public")
    assert figure_words(both["figures"]["whole"]) == "[c]"
    assert "beside" not in both


def test_how_many_rows_a_staff_list_has_is_not_told():
    columns = [column("name", "Service"), column("n", "Posts", "number", "small-count")]
    made = small([table("t", "T", columns, [{"name": "A", "n": {"figure": "a"}}])], {"a": figure("a", 9)})
    assert [each["rows"] for each in edition(made, "public")["sources"]] == [None, 384, 384, 384]


def test_a_sum_across_does_not_give_a_commercial_column_away():
    columns = [
        column("name", "Lot"),
        column("rate", "Rate", "money", "commercial"),
        column("other", "Other", "money"),
        column("all", "All", "money", sum_of=["rate", "other"]),
    ]
    shown = printed(small([table("t", "T", columns, [{"name": "A", "rate": 700, "other": 300, "all": 1000}])]))
    assert shown[0].count("[c]") == 1


def test_a_whole_section_is_withheld_under_its_paragraphs():
    made = small([{"type": "note", "text": "Advice"}], narrative="Advice", withhold="whole", exempt_paragraphs=["5"])
    section = edition(made, "public")["sections"][0]
    assert section["blocks"] == []
    assert section["narrative"] == "The whole section is withheld from this edition under paragraph 5 of Schedule 12A."


def test_a_chart_goes_when_its_table_is_not_whole():
    pairs = {"pairs": [{"service": "A", "organisation": "Trust", "before": 3, "after": 0}]}
    chart = {
        "type": "chart", "key": "c", "title": "C", "chart": "before-after", "data": pairs, "alt": "Three people",
        "table": counts_table([[3, 9], [8, 8]]),
    }  # fmt: skip
    assert [b["type"] for b in edition(small([chart]), "public")["sections"][0]["blocks"]] == ["table", "note"]
    assert edition(small([chart]), "exempt")["sections"][0]["blocks"][0]["type"] == "chart"


def test_a_chart_draws_the_rounded_numbers_of_its_table():
    columns = [column("name", "S"), *(column(k, k, "number", "small-count") for k in ("before", "after"))]
    chart = {
        "type": "chart", "key": "c", "title": "C", "chart": "before-after", "alt": "People before and after",
        "data": {"pairs": [{"service": "A", "organisation": "Trust", "before": 13, "after": 0}]},
        "table": table("t", "T", columns, [{"name": "A", "before": 13, "after": 0}]),
    }  # fmt: skip
    drawn = edition(small([chart]), "public")["sections"][0]["blocks"][0]["data"]["pairs"]
    assert drawn == [{"service": "A", "organisation": "Trust", "before": 15, "after": 0}]


def test_editions_keep_the_digest_of_what_they_came_from():
    made = snapshot("business-case")
    assert edition(made, "public")["digest"] == edition(made, "exempt")["digest"] == digest(made)


def test_bounds_agree_with_trying_everything():
    chance = random.Random(7)
    for _ in range(40):
        values = {n: chance.randrange(0, 5) for n in range(4)}
        sums = [dict.fromkeys(chance.sample(range(4), 3), 1) for _ in range(2)]
        known = [sum(values[n] for n in equation) for equation in sums]
        fits = [
            point
            for point in itertools.product(range(15), repeat=4)
            if all(sum(point[n] for n in e) == k for e, k in zip(sums, known, strict=True))
        ]
        hidden = Hidden(values, sums)
        for variable in range(4):
            least, greatest = hidden.range_of(variable)
            assert least == min(point[variable] for point in fits)
            most = max(point[variable] for point in fits)
            assert (greatest is None and most == 14) or greatest == most


def test_the_public_edition_names_no_officer():
    text = canonical(edition(snapshot("due-diligence"), "public")).decode()
    assert "Tom Okafor" not in text
    assert "Priya Nair" not in text
    assert "Tom Okafor" in canonical(edition(snapshot("due-diligence"), "exempt")).decode()
