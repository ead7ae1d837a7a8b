"""Everything works in a browser that runs no scripts."""

import pytest

from tests.journeys.conftest import SignIn

MAIN = {
    "What moves": "What moves", "People": "People", "Money": "Money", "Contracts": "Contracts", "Plan": "Plan",
    "Packs": "Packs",
}  # fmt: skip


def test_the_words_of_the_navigation_lead_to_their_pages(sign_in: SignIn) -> None:
    lead = sign_in("lead", scripts=False)
    for words, heading in MAIN.items():
        lead.go_to(words)
        assert lead.heading == heading


@pytest.mark.parametrize("path", ["/people/posts", "/money/lines", "/contracts", "/plan"])
def test_a_list_is_filtered(path: str, sign_in: SignIn) -> None:
    finance = sign_in("finance.council", scripts=False)
    finance.open(f"/p/slough-2021{path}")
    count = finance.page.locator(".app-filters__count strong")
    assert count.inner_text() != "0"
    finance.page.locator(".app-filters [type=search]").first.fill("a word that no row has")
    finance.press("Filter")
    assert count.inner_text() == "0"


def test_a_rule_is_added(sign_in: SignIn) -> None:
    finance = sign_in("finance.council", scripts=False)
    finance.open("/p/slough-2021/money/rules")
    count = finance.page.locator("#rules tbody tr").count()
    finance.press("Add a rule")
    finance.fill("Account", "R1*")
    finance.page.get_by_label("Leave them unallocated").check()
    finance.press("Save")
    assert finance.page.locator("#rules tbody tr").count() == count + 1
