"""Finance follows a line to its cell, adds a rule, and sees what it changes."""

import re

from tests.journeys.conftest import SignIn
from tests.journeys.visitor import Visitor


def _unallocated(finance: Visitor) -> int:
    """Pence that the Money page says are unallocated."""
    finance.go_to("Money")
    found = re.search(r"(−?)£([\d,]+\.\d\d) unallocated", finance.words)
    assert found, finance.words[:400]
    return int(found[2].replace(",", "").replace(".", "")) * (-1 if found[1] else 1)


def test_a_line_is_followed_to_its_cell_and_a_rule_gives_it_a_place(sign_in: SignIn) -> None:
    finance = sign_in("finance.council")
    before = _unallocated(finance)
    assert before != 0 and "£0.00, agrees" in finance.words
    line = finance.page.locator("#largest tbody th a").first
    line.click()
    finance.inspect()
    assert "No rule catches this line" in finance.words
    centre = finance.page.locator("dd").first.inner_text().split()[0]
    finance.page.locator("#amounts tbody a").first.click()
    finance.inspect()
    assert finance.heading.startswith("Column ") and finance.page.locator("#cells tbody tr").count() == 1

    finance.go_to("Money").follow("Rules")
    count = finance.page.locator("#rules tbody tr").count()
    finance.press("Add a rule")
    with finance.answered(422):
        finance.press("Save")
    finance.inspect()
    finance.fill("Cost centre", centre)
    finance.page.get_by_label("Give them to one organisation", exact=True).check()
    finance.choose("Organisation", "Slough Borough Council")
    finance.press("Save")
    assert finance.page.locator("#rules tbody tr").count() == count + 1
    assert abs(_unallocated(finance)) < abs(before) and "£0.00, agrees" in finance.words


def test_a_bigger_rule_list_can_be_put_in_another_order(sign_in: SignIn) -> None:
    finance = sign_in("finance.council")
    finance.go_to("Money").follow("Rules")
    rules = finance.page.locator("#rules tbody tr")
    second = rules.nth(1).locator("td").first.inner_text()
    rules.nth(1).get_by_role("button", name="Up").click()
    finance.inspect()
    assert rules.first.locator("td").first.inner_text() == second
