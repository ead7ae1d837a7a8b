"""Legal decides a route for a contract that has none, and records its first step."""

from tests.journeys.conftest import SignIn


def test_a_route_is_decided_and_its_next_step_recorded(sign_in: SignIn) -> None:
    legal = sign_in("legal.council")
    legal.go_to("Contracts").open("/p/slough-2021/contracts?route=none")
    without = int(legal.page.locator(".app-filters__count strong").inner_text())
    assert without > 0
    legal.page.locator("table.app-table tbody th a").first.click()
    legal.inspect()
    contract = legal.heading
    legal.press("Decide its route")
    with legal.answered(422):
        legal.press("Decide this route")
    legal.inspect()
    legal.choose("Route", "Novate")
    legal.page.get_by_label("Yes, it is needed").check()
    legal.fill("Reason", "All three parties sign.")
    risk = legal.page.get_by_label("Why is the risk of the missing document accepted?")
    if risk.count():
        risk.fill("The document is asked for.")
    legal.press("Decide this route")
    assert legal.heading == contract and "Novate" in legal.words and "Prudence Vasquez" in legal.words

    legal.press("Record the next step")
    step = legal.page.get_by_label("Next step")
    step.select_option(index=1)
    chosen = step.locator("option:checked").inner_text()
    legal.fill("Reason", "Approved at the legal workstream’s meeting.")
    legal.fill("Evidence", "Minute 4 of 1 March 2021.")
    legal.press("Record this step")
    assert legal.heading == contract and chosen.lower() in legal.words.lower()

    legal.open("/p/slough-2021/contracts?route=none")
    assert int(legal.page.locator(".app-filters__count strong").inner_text()) == without - 1
