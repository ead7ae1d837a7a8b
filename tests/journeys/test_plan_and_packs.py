"""The lead compares options, moves a date of the plan, writes a section, builds a pack, and follows a figure home."""

import io
import re

from openpyxl import load_workbook

from tests.journeys.conftest import SignIn

TEXT = "The records were asked for on 12 February and have not come."
BUILT_IN = 120_000
"""Milliseconds that a pack may take on a busy machine."""


def test_the_lead_sees_what_moves(sign_in: SignIn) -> None:
    lead = sign_in("lead")
    assert "31 days to go-live" in lead.words
    lead.go_to("What moves")
    for option in ("Option 0: as now", "Option 1: phased", "Option 2: all from the start"):
        assert option in lead.words
    lead.open("/p/slough-2021/services")
    lead.page.locator("table tbody th a").first.click()
    lead.inspect().open("/p/slough-2021/options")
    assert "Slough Children" in lead.words or "Option 1" in lead.words


def test_a_forecast_is_moved_with_a_reason(sign_in: SignIn) -> None:
    lead = sign_in("lead")
    lead.go_to("Plan")
    lead.page.locator("#late tbody th a").first.click()
    lead.inspect()
    milestone = lead.heading
    forecast = lead.page.get_by_role("group", name="Forecast")
    forecast.get_by_label("Day").fill("31")
    forecast.get_by_label("Month").fill("2")
    with lead.answered(422):
        lead.press("Save")
    lead.inspect()
    for label, number in (("Day", "26"), ("Month", "3"), ("Year", "2021")):
        forecast.get_by_label(label).fill(number)
    lead.fill("Reason", "The regulator’s visit was put off.")
    lead.press("Save")
    assert lead.heading == milestone
    assert "26 March 2021" in lead.words and "The regulator’s visit was put off" in lead.words
    guest = sign_in("guest.department")
    guest.open(lead.page.url.removeprefix(lead.address))
    assert "26 March 2021" in guest.words and guest.page.get_by_role("button", name="Save").count() == 0


def test_a_pack_is_written_built_and_followed_to_a_cell(sign_in: SignIn) -> None:
    lead = sign_in("lead")
    lead.go_to("Packs").follow("Due diligence", exact=True)
    lead.page.locator("tr", has_text=re.compile("not written", re.IGNORECASE)).first.get_by_role("link").click()
    lead.inspect()
    lead.fill("Text", TEXT)
    lead.press("Save")
    assert "is saved" in lead.words

    lead.go_to("Packs")
    lead.choose("Pack", "Due diligence")
    lead.press("Build the pack")
    lead.page.get_by_role("link", name="Open the pack").click(timeout=BUILT_IN)
    lead.inspect()
    assert TEXT in lead.words
    made = lead.download(lead.page.get_by_role("link", name="Download: Public PDF"))
    assert made.startswith(b"%PDF-") and len(made) > 50_000
    sheets = lead.download(lead.page.get_by_role("link", name="Download: Exempt workbook"))
    assert len(load_workbook(io.BytesIO(sheets), read_only=True).sheetnames) > 5

    lead.page.locator("a.app-figure").first.click()
    lead.inspect()
    value = lead.page.locator("#value").inner_text()
    cells = lead.page.locator("main ul a[href*='/cells/']").first
    for _ in range(4):  # a total is followed through its inputs
        if cells.count():
            break
        lead.page.locator("main table tbody a").first.click()
        lead.inspect()
        cells = lead.page.locator("main ul a[href*='/cells/']").first
    assert value
    cells.click()
    lead.inspect()
    assert lead.heading.startswith("Column ") and lead.page.locator("#cells tbody tr").count() >= 1
