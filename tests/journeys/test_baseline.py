"""Finance of both sides agree: from a list that is brought, to a baseline signed for each body, to a second one."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.journeys.conftest import SignIn
from tests.journeys.visitor import Visitor
from transfer.sample.make import write_folder

HERE = "/p/slough-2021/money/"
# What the sample's budget book comes to; the ledger's first report held two lines more, which it has closed since.
LEDGER = "40,199,231.81"


@pytest.fixture(scope="module")
def drivers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's drivers, now with the day that their quantities are of."""
    folder = tmp_path_factory.mktemp("drivers")
    write_folder(folder)
    book = load_workbook(folder / "drivers.xlsx")
    sheet = book.worksheets[0]
    last = sheet.max_column + 1
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, last, "As at" if row == 1 else date(2021, 1, 31))
    book.save(folder / "dated.xlsx")
    return folder / "dated.xlsx"


def bring_drivers(council: Visitor, drivers: Path) -> None:
    council.open("/p/slough-2021/uploads").press("Upload a file")
    council.choose("What is in the file?", "Drivers of the programme")
    council.attach("Choose a file", drivers)
    council.press("Check the file")
    council.press("Accept")


def mend_what_stands_in_the_way(council: Visitor, company: Visitor, drivers: Path) -> None:
    council.open(f"{HERE}baseline")
    assert "Find £797,755.44: Council’s book comes to £40,199,231.81" in council.words
    assert "Approve the driver" in council.words
    bring_drivers(council, drivers)
    council.open(f"{HERE}books").follow("Type it again", exact=False)
    council.fill("What the ledger’s report comes to", LEDGER)
    council.fill("Which report", "General ledger control report GL40, run on 1 March 2021")
    council.press("Save")
    council.open(f"{HERE}drivers/headcount/owner")
    council.fill("Who answers for it", "Head of payroll")
    council.press("Save")
    company.open(f"{HERE}drivers/headcount/approve").press("Approve")
    council.open(f"{HERE}funds").follow("Explain it", exact=False)
    council.fill("Why spending and funding are not shared alike", "Fees follow the centre that charges them")
    council.press("Save")
    council.open(f"{HERE}gaps")
    answers = [link.get_attribute("href") for link in council.page.locator("main a[href*='gaps/answer']").all()]
    for answer in answers:
        council.open(answer or "")
        council.page.get_by_label("Accepted: somebody carries it, by name").check()
        council.fill("From what, where, or by whom and why", "The section 151 officer carries it in reserves")
        council.press("Save")
    council.open(f"{HERE}baseline").page.locator("#obstacles td a").click()
    council.inspect()
    council.fill("Reason", "The two lines that the ledger has closed")
    council.press("Accept it by name")
    assert "Nothing: it can be signed once it is proposed" in council.words, council.words[:1500]


def sign(visitor: Visitor, short: str) -> None:
    visitor.open(f"{HERE}baseline").follow(f"Sign for {short}").press(f"Sign for {short}")


def propose_virement(visitor: Visitor, title: str, pounds: str) -> None:
    """Within the company's first team: from its employees to its supplies."""
    visitor.open(f"{HERE}changes").press("Propose a change")
    visitor.choose("Kind", "Virement: money moves between rows, and comes to nil")
    visitor.fill("What changes, in a few words", title)
    visitor.fill("Reason", "Both finance leads agreed on it")
    for number, group, sign_ in ((1, "Employees", "-"), (2, "Supplies and services", "")):
        page = visitor.page
        page.locator(f"#cost_centre_{number}").fill("01110")
        page.locator(f"#group_{number}").select_option(label=group)
        page.locator(f"#fund_{number}").fill("GF")
        page.locator(f"#place_{number}").select_option(label="Company")
        page.locator(f"#amount_{number}").fill(f"{sign_}{pounds}")
    visitor.press("Propose the change")


def approve(visitor: Visitor, title: str) -> None:
    visitor.open("/p/slough-2021/").follow("Decide about changes of the baseline")
    visitor.page.locator("#changes tbody a").first.click()
    visitor.inspect()
    assert visitor.heading.endswith(title)
    visitor.page.get_by_label("Approve it").check()
    visitor.press("Save the decision")


def test_two_bodies_sign_a_baseline_and_then_another(sign_in: SignIn, drivers: Path) -> None:
    council, company = sign_in("finance.council"), sign_in("finance.company")
    mend_what_stands_in_the_way(council, company, drivers)
    council.press("Propose it")
    sign(council, "Council")
    company.open("/p/slough-2021/").follow("Sign the baseline")
    assert "Howard Tremlett" in company.words
    sign(company, "Company")
    company.press("Take it as the baseline").press("Take it as the baseline")
    assert "Its figures stand still" in company.words and "£0.00, agrees" in company.words

    propose_virement(council, "More supplies", "10,000.00")
    assert "£46,705.12 £10,000.00 £56,705.12" in council.words
    approve(company, "More supplies")
    council.open(f"{HERE}baseline").press("Propose it")
    sign(council, "Council")
    propose_virement(company, "And a few more", "500.00")
    approve(council, "And a few more")
    council.open(f"{HERE}baseline")
    assert "Void" in council.words
    council.page.get_by_text("What changed since").first.click()
    assert "Change 2: And a few more is new" in council.words
    sign(company, "Company")
    sign(council, "Council")
    council.press("Take it as the baseline").press("Take it as the baseline")
    versions = council.page.locator("#versions tbody tr").all_inner_texts()
    assert "Baselined" in versions[0] and "Superseded" in versions[1]
    assert "Version 2" in versions[0] and "Version 1" in versions[1]
