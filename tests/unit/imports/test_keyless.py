"""Lists of posts without numbers, side by side."""

from imports.compare import compare, match_without_key


def line(title: str, directorate: str = "Place", service: str | None = "Parks", **more: object) -> dict[str, object]:
    return {"post_no": None, "job_title": title, "directorate": directorate, "service": service, "fte": 1, **more}


def test_case_spaces_and_hyphens_are_no_difference() -> None:
    found = match_without_key([line("Head of  Parks & Trees")], [line("head of parks and trees", "PLACE")])
    assert [(pair.before.lines, pair.after.lines, pair.score) for pair in found.matched] == [((0,), (0,), 1.0)]
    assert found.gone == found.new == found.likely == []


def test_lines_of_one_post_stay_together() -> None:
    found = match_without_key([line("Ranger"), line("Clerk"), line("Ranger")], [line("Ranger")])
    assert [pair.before.lines for pair in found.matched] == [(0, 2)] and [post.lines for post in found.gone] == [(1,)]


def test_a_post_under_another_name_is_only_proposed() -> None:
    before = [line("Parks Lead North"), line("Tree Officer"), line("Cook", "People", "Kitchen")]
    after = [
        line("Parks Lead North and South"),
        line("Driver", "Fleet", "Transport"),
        line("Tree Officer", "Place", "Trees"),
    ]
    found = match_without_key(before, after)
    assert not found.matched and len(found.gone) == len(found.new) == 3
    pairs = [(pair.before.job_title, pair.after.job_title) for pair in found.likely]
    assert sorted(pairs) == [("Parks Lead North", "Parks Lead North and South"), ("Tree Officer", "Tree Officer")]
    assert all(0.7 <= pair.score < 1 for pair in found.likely)


def test_each_post_is_proposed_once_and_the_surest_pair_first() -> None:
    before = [line("Service Manager"), line("Service Manager East")]
    after = [line("Service Manager East Side"), line("Clerk")]
    found = match_without_key(before, after)
    assert [pair.before.job_title for pair in found.likely] in (["Service Manager"], ["Service Manager East"])


def test_a_blank_service_is_like_a_blank_one() -> None:
    found = match_without_key([line("Chief", "Top", None)], [line("Chief", "Top", "")])
    assert len(found.matched) == 1


def test_a_confirmed_pair_is_one_post_in_the_comparison() -> None:
    before, after = [line("Lead for Trees", grade="G9")], [line("Head of Trees", grade="G10")]
    apart = compare(before, after)
    assert len(apart["left"]) == len(apart["joined"]) == 1
    same = compare(before, after, confirmed=[(0, 0)])
    assert (same["left"], same["joined"]) == ([], [])
    assert same["regraded"] == [{"post_no": None, "from": "G9", "to": "G10"}]


def test_two_long_lists_without_a_common_post_are_compared_in_time() -> None:
    before = [line(f"Post {number} of last year") for number in range(1500)]
    after = [line(f"Role {number} of this year") for number in range(1500)]
    found = match_without_key(before, after)
    assert len(found.gone) == len(found.new) == 1500
