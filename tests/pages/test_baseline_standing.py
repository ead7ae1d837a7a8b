"""What keeps a baseline from being agreed, and what stands still once it is, by page."""

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.client import InspectingClient
from tests.factories.baseline import E7, baselined, finance, make_e7, newer_book, proposed, sign, sign_members, virement
from tests.factories.budget import make_shared_posts
from tests.factories.programmes import World, make_programme
from transfer.audit.models import AuditEvent
from transfer.baseline.actions import decide_change, propose_baseline, propose_change, take_as_baseline
from transfer.baseline.models import Baseline, BaselineRow, BaselineSignature
from transfer.baseline.queries import find_open, find_rebase, obstacles, standing_of
from transfer.baseline.rules import TYPED_KINDS, check_blockers
from transfer.budget.actions import replace_rules
from transfer.budget.models import ControlTotal
from transfer.budget.queries import list_rules
from transfer.budget.queries.ground import as_rule
from transfer.budget.queries.holding import find_hold
from transfer.budget.rules import Rule
from transfer.contract_sum.actions import open_sum, take_from_split
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError
from transfer.kernel.money import pounds
from transfer.packs.queries.gathering import gather

MANAGERS = ("00200", "A1", "Managers", "Employees", "GF", 40_000_000)


def words(client: InspectingClient, path: str, status: int = 200) -> str:
    page = client.page(f"/p/north/money/{path}".replace("money/../", ""), status)
    return " ".join(page.main.get_text(" ").split()) if page.main else ""


def press(client: InspectingClient, path: str, seen: str, status: int = 303) -> str:
    answer = client.post(f"/p/north/money/{path}", data={"hash": seen})
    assert answer.status_code == status, answer.text[-3000:]
    return answer.text


@pytest.fixture
def world(app: Flask) -> World:
    """Without premises, so that nothing is unallocated."""
    made = make_programme()
    make_e7(made, [*E7[:3], *E7[4:]])
    return made


@pytest.fixture
def managed(app: Flask) -> World:
    """Two managers whose time is shared stand in cost centre 00200; the rest of its pay is the Council's."""
    made = make_programme()
    make_e7(made, [*E7[:3], *E7[4:], MANAGERS])
    share_managers(made, 25, 9_200_000, 1)
    rules = [as_rule(row) for row in list_rules(made.system)]
    council = made.organisations["Council"].id
    replace_rules(
        made.system, [*rules, Rule({"cost_centre": "00200"}, "time"), Rule({"cost_centre": "00200"}, "direct", council)]
    )
    db.session.commit()
    return made


def share_managers(world: World, percent: int, salary: int, version: int) -> None:
    places = [("Company", f"{percent}"), ("Council", f"{100 - percent}")]
    make_shared_posts(world, {"AD": ("00200", salary, places)}, version)
    db.session.commit()


def control_total(world: World) -> ControlTotal:
    return db.session.query(ControlTotal).one()


def test_a_version_is_proposed_with_things_open_and_signed_with_none(client: InspectingClient, world: World) -> None:
    control_total(world).total_pence += 1
    db.session.commit()
    client.sign_in(world.users["finance-Council"])
    client.post("/p/north/money/baseline/new", data={"option_id": f"{world.options['All move'].id}"})
    shown = words(client, "baseline")
    assert "1 thing open" in shown and "Propose it, with 1 still open" in shown
    assert "Nobody can sign it until nothing is left here. It can be proposed as it is" in shown
    baseline = db.session.query(Baseline).one()
    press(client, "baseline/1/propose", standing_of(world.system, baseline).hash)
    shown = words(client, "baseline")
    assert "Proposed 1 thing open" in shown and "Find £0.01" in shown and "Sign for" not in shown
    home = client.page("/p/north/").text
    assert "1 thing stands in the way. First: Find £0.01" in home and "Sign the baseline" not in home
    db.session.expire_all()
    assert db.session.query(Baseline).one().blockers == 1
    council = world.organisations["Council"].id
    refused = press(client, f"baseline/1/sign/{council}", baseline.hash, 422)
    assert "it cannot be signed before" in refused and db.session.query(BaselineSignature).count() == 0
    control_total(world).total_pence -= 1
    db.session.commit()
    shown = words(client, "baseline")
    assert "Control total of Council’s 2021/22 base moved from £2,213,333.29 to £2,213,333.28" in shown
    press(client, "baseline/1/propose", standing_of(world.system, baseline).hash)
    assert "Sign the baseline" in client.page("/p/north/").text
    db.session.expire_all()
    assert "The control total of Council’s 2021/22 base: £2,213,333.28" in words(client, f"baseline/1/sign/{council}")
    press(client, f"baseline/1/sign/{council}", baseline.hash)


def test_the_ledgers_total_makes_both_signatures_void_and_taking_is_asked_once_more(
    client: InspectingClient, world: World
) -> None:
    baseline = proposed(world)
    sign(world, baseline, "Council", "Company")
    db.session.commit()
    client.sign_in(world.users["finance-Council"])
    asked = words(client, "baseline/1/take")
    assert "Proposed it Finance Council" in asked and "Signed for Company Ingrid" in asked
    control_total(world).total_pence += 1
    db.session.commit()
    shown = words(client, "baseline")
    assert "Nobody can take it as the baseline until nothing is left here" in shown and shown.count("Void") == 2
    assert "Take it as the baseline" not in shown
    assert client.get("/p/north/money/baseline/1/take").status_code == 303
    assert "Something changed since you opened this page" in press(client, "baseline/1/take", baseline.hash, 409)
    now = standing_of(world.system, baseline).hash
    assert "what is signed is void" in press(client, "baseline/1/take", now, 422)


def test_nothing_to_agree_to_is_not_proposed(client: InspectingClient, app: Flask) -> None:
    world = make_programme()
    sign_members(world)
    client.sign_in(world.users["finance-Council"])
    client.post("/p/north/money/baseline/new", data={"option_id": f"{world.options['All move'].id}"})
    assert "It cannot be proposed either" in words(client, "baseline")
    baseline = db.session.query(Baseline).one()
    refused = press(client, "baseline/1/propose", standing_of(world.system, baseline).hash, 422)
    assert "there is no row to sign" in refused


@pytest.mark.parametrize("state", ["agreed", "baselined"])
def test_neither_rule_nor_database_agrees_to_what_is_blocked(world: World, state: str) -> None:
    check_blockers("proposed", 3)
    for blockers in (1, None):
        with pytest.raises(DomainError, match="Mend what stands in the way first"):
            check_blockers(state, blockers)
    baseline = proposed(world)
    before = {"agreed": "proposed", "baselined": "agreed"}[state]
    step = f"update baselines set previous_state = '{before}', state = '{state}', blockers = :blockers"
    db.session.execute(text(step), {"blockers": 0})
    for blockers in (1, None):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(text(step), {"blockers": blockers})
    signature = BaselineSignature(
        baseline_id=baseline.id, organisation_id=world.organisations["Council"].id, signed_by="Ann", hash="x",
        content={}, signed_at=baseline.begun_at, blockers=1,
    )  # fmt: skip
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(signature)


def test_newer_shares_and_lists_wait_for_a_rebase(client: InspectingClient, managed: World) -> None:
    """A quarter of the manager's time is the Company's when both sign, and half of it in the list that comes later;
    another salary comes with a later staff list. Neither moves a figure before a rebase is signed."""
    baselined(managed)
    client.sign_in(managed.users["finance-Council"])
    before = words(client, "../money?by=cost_centre")
    share_managers(managed, 50, 8_000_000, 2)
    assert words(client, "../money?by=cost_centre") == before
    assert words(client, "shared-managers").count("£23,000.00") == 1  # a quarter of 92,000.00, as it was signed
    for path in ("baseline", "changes"):
        shown = words(client, path)
        assert "Something is newer" in shown and "The time of post AD is shared otherwise" in shown
    told = " ".join(find_rebase(managed.system).told)  # type: ignore[union-attr]
    assert "ime shares, version 2 is new" in told or "version 2 is new" in told
    client.post("/p/north/money/changes/rebase", data={"reason": "New shares"})
    client.sign_in(managed.users["finance-Company"])
    client.post("/p/north/money/changes/1/decide", data={"version": "2", "after": "approved", "reason": ""})
    second = db.session.query(Baseline).filter_by(number=2).one()
    press(client, f"baseline/{second.id}/propose", standing_of(managed.system, second).hash)
    db.session.expire_all()
    sign(managed, second, "Council", "Company")
    db.session.commit()
    share_managers(managed, 75, 8_000_000, 3)  # comes between signing and taking: it is not in what was signed
    press(client, f"baseline/{second.id}/take", second.hash)
    client.sign_in(managed.users["finance-Council"])
    assert words(client, "shared-managers").count("£40,000.00") == 2  # half of 80,000.00 for each of the two
    assert "The time of post AD is shared otherwise" in words(client, "changes")


def test_the_owner_says_the_day_of_a_driver_and_voids_its_approval(client: InspectingClient, world: World) -> None:
    """The drivers' file says 31 January."""
    client.sign_in(world.users["finance-Council"])
    form = client.page("/p/north/money/drivers/fte/owner")
    assert [form.select_one(f"#as_at-{part}")["value"] for part in ("day", "month", "year")] == ["31", "01", "2021"]  # type: ignore[index]
    assert "makes the approval void" in form.get_text(" ")
    version = form.select_one("input[name=version]")["value"]  # type: ignore[index]
    said = {"version": version, "owner": "Head of payroll", "source": "Payroll", "as_at": ["31", "1", "2021"]}
    assert client.post("/p/north/money/drivers/fte/owner", data=said).status_code == 303
    assert "31 January 2021 Head of payroll Approved" in words(client, "drivers")  # the same day: it stands
    version = client.page("/p/north/money/drivers/fte/owner").select_one("input[name=version]")["value"]  # type: ignore[index]
    client.post("/p/north/money/drivers/fte/owner", data=said | {"version": version, "as_at": ["28", "2", "2021"]})
    client.sign_in(world.users["auditor"])
    shown = words(client, "drivers")
    assert "28 February 2021 Head of payroll Waiting" in shown
    assert "changed its day from 31 January 2021 to 28 February 2021 since" in shown
    client.sign_in(world.users["finance-Company"])
    assert "Approve the driver FTE again" in words(client, "books")
    version = client.page("/p/north/money/drivers/fte/approve").select_one("input[name=version]")["value"]  # type: ignore[index]
    client.post("/p/north/money/drivers/fte/approve", data={"version": version})
    assert "28 February 2021 Head of payroll Approved" in words(client, "drivers")


def test_a_newer_books_control_total_is_listed_with_what_it_waits_for(
    client: InspectingClient, world: World
) -> None:  # fmt: skip
    baselined(world)
    release = newer_book(world, 130_000_000)
    db.session.commit()
    client.sign_in(world.users["finance-Council"])
    books = client.page("/p/north/money/books")
    [row] = books.select("#newer tbody tr")
    shown = " ".join(row.get_text(" ").split())
    assert shown.startswith("Council, version 2 2021/22 base (this would be split)") and "£2,263,333.28" in shown
    assert "Not typed yet Its control total Somebody to propose a rebase" in shown
    link = row.select("a")[-1]["href"]
    assert client.post(str(link), data={"total_pence": "2,263,333.27", "report": "Trial balance"}).status_code == 303
    assert "£0.01, too much Why it differs by £0.01" in words(client, "books")
    client.post("/p/north/money/changes/rebase", data={"reason": "The final book"})
    assert "A decision about change 1" in words(client, "books")
    client.sign_in(world.users["finance-Company"])
    client.post("/p/north/money/changes/1/decide", data={"version": "2", "after": "approved", "reason": ""})
    assert "Every body’s signature under version 2" in words(client, "books")
    second = find_open(world.system)
    assert second and any(
        "Find £0.01" in each.words for each in obstacles(world.system, standing_of(world.system, second))
    )
    assert release.id not in find_hold(world.system).release_ids  # type: ignore[union-attr]


def virement_signed(world: World, pence: int) -> Baseline:
    """Version 1 baselined; change 1, a virement, approved; version 2 signed and taken."""
    baselined(world)
    change = propose_change(finance(world, "Council"), virement(world, pence))
    decide_change(finance(world, "Company"), change, after="approved", reason="", version=change.version)
    second = find_open(world.system)
    assert second
    propose_baseline(finance(world, "Council"), second, standing_of(world.system, second).hash)
    sign(world, second, "Council", "Company")
    take_as_baseline(finance(world, "Council"), second, second.hash)
    db.session.commit()
    return second


def test_two_versions_are_compared_line_by_line_and_proved(client: InspectingClient, world: World) -> None:
    """E7 without premises and managers: 1,402,499.96 of the Company and 810,833.32 of the Council; 25,000.00 go from
    the Company's employees to the Council's supplies."""
    client.sign_in(world.users["finance-Council"])
    assert "no two versions of the baseline to compare" in words(client, "baseline/compare")
    virement_signed(world, 25_000_00)
    client.sign_in(world.users["auditor"])
    shown = words(client, "baseline/compare")
    assert "Compare version 1 with version 2" in shown
    assert "Version 2 = version 1 and the approved changes: £0.00 is left over, in every row" in shown
    assert "With change 1: More supplies £0.00 £25,000.00 −£25,000.00" in shown
    held = "Company £1,250,000.00 £1,225,000.00 −£25,000.00 Change 1 : −£25,000.00 £0.00"
    assert f"00100 Employees, GF Centre 00100 {held}" in shown
    assert "00900 Employees" not in shown and "00900 Employees" in words(client, "baseline/compare?show=every")
    back = words(client, "baseline/compare?before=2&after=1")
    assert "Without change 1: More supplies £0.00 −£25,000.00 £25,000.00" in back and "£0.00 is left over" in back
    book = load_workbook(BytesIO(client.get("/p/north/money/baseline/compare.xlsx").data))
    lines, proof = (list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book.worksheets)
    line = ("2021/22", "00100", "Centre 00100", "Employees", "GF", "Company", 1_250_000, 1_225_000, -25_000)
    assert (*line, "change 1", 0) in lines
    assert proof[-1] == ("Difference", 0, 0, 0, 0, 0)
    assert client.get("/p/north/money/baseline/compare?before=7").status_code == 404
    db.session.rollback()
    assert db.session.query(AuditEvent).filter_by(verb="download_compared").count() == 1


def test_a_penny_that_no_change_explains_is_told(client: InspectingClient, world: World) -> None:
    second = virement_signed(world, 25_000_00)
    row = db.session.query(BaselineRow).filter_by(baseline_id=second.id, cost_centre="00900").one()
    row.unallocated_pence += 1
    db.session.commit()
    client.sign_in(world.users["finance-Company"])
    shown = words(client, "baseline/compare?before=1&after=2")
    assert "not to the penny. The lines below say why" in shown
    named = client.page("/p/north/money/baseline?q=centre 00900").select("#rows tbody th")
    assert [" ".join(cell.text.split()) for cell in named] == ["00900 Centre 00900"]
    assert "00900 Employees, GF Centre 00900 Unallocated £0.00 £0.01 £0.01 No approved change says so £0.01" in shown


def test_money_says_where_it_is_not_what_was_agreed(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Company"])
    for path in ("../money", "../moves", "../", "appraisal"):
        assert "Agreed baseline" not in words(client, path)
    assert not [each for each in _packed(world) if each.startswith("Agreed")]
    second = virement_signed(world, 25_000_00)
    third = propose_change(finance(world, "Company"), virement(world, 1_00))
    decide_change(finance(world, "Council"), third, after="approved", reason="", version=third.version)
    db.session.commit()
    shown = words(client, "../money")
    today = long_date(clock.now().date())
    signed = f"Agreed baseline, version 2 , signed by every body and taken on {today}, hash {second.hash[:12]} "
    assert f"{signed}, with change 1: £2,213,333.28 in all." in shown
    told = "Change 1, −£25,000.00, is in what was agreed and in no rule."
    assert f"Company £1,377,499.96 £1,402,499.96 £25,000.00 {told}" in shown
    assert "It is not what was agreed: it differs in Council and Company." in shown
    assert "Change 2 is approved and in neither" in shown
    assert "Company £1,377,499.96 £1,402,499.96 £25,000.00" in shown
    for path in ("lines", "rules", "funds", "shared-managers", "appraisal", "years", "overheads"):
        assert "£1,377,499.96 Company" in words(client, path), path
    shown = words(client, "baseline")
    assert "This is not the agreed version: that is version 2 , until every body has signed" in shown
    shown = words(client, "baseline/compare?after=live")
    assert "The split of today = version 2 without its approved changes: £0.00 is left over" in shown
    as_now = world.options["As now"].id
    assert "is of another option" in words(client, f"../money?option={as_now}")
    # The options side by side, the first page and the workbook of the split say the agreed figure first.
    assert f"{signed}, with change 1: £2,213,333.28" in words(client, "../moves")
    assert "£1,377,499.96 agreed £1,402,499.96 by its rules" in words(client, "../moves")
    home = "Company £1,377,499.96, £0.00 unallocated, in a full year. The split by its rules is another: Company"
    assert f"{home} £1,402,499.96, £0.00 unallocated. Why they differ" in words(client, "../")
    asker, company = world.viewer("finance-Company"), world.organisations["Company"].id
    opened = open_sum(asker, organisation_id=company, year="2021/22")
    part = take_from_split(asker, opened, world.options["All move"])
    assert part.pence == 1_377_499_96 and part.source.endswith(f"version 2, All move, hash {second.hash}")
    book = load_workbook(BytesIO(client.get("/p/north/money/split.xlsx").data))
    first = [[cell.value for cell in row] for row in book["Summary"].iter_rows(max_col=2)]
    assert ["Agreed figures", "£2,213,333.28 source; £835,833.32 Council; £1,377,499.96 Company; £0.00 unallocated; "
            "£0.00 excluded"] in first  # fmt: skip


def _packed(world: World) -> dict[str, list[str]]:
    """The rows of each table of the due diligence pack, as text."""
    made = gather(finance(world, "Company"), "due-diligence", world.options["All move"])
    figures = {key: pounds(each["value"]) for key, each in made["figures"].items() if each["unit"] == "pence"}
    return {
        block["title"]: [
            " | ".join(figures.get(cell["figure"], "") if isinstance(cell, dict) else str(cell)
                       for cell in (row.get(column["key"]) for column in block["columns"]))
            for row in block["rows"]
        ]
        for section in made["sections"] for block in section["blocks"] if block["type"] == "table"
    }  # fmt: skip


def test_a_pack_prints_what_was_agreed_before_the_split_by_its_rules(world: World) -> None:
    """25,000.00 go from the Company's employees to the Council's supplies, both of cost centre 00100."""
    virement_signed(world, 25_000_00)
    found = _packed(world)
    whole = found["Agreed: baseline version 2"]
    assert whole[0] == "Source | £2,213,333.28 | £2,213,333.28 | 0 | "
    company = next(each for each in whole if each.startswith("Company"))
    told = "Change 1, −£25,000.00, is in what was agreed and in no rule."
    assert company == f"Company | £1,377,499.96 | £1,402,499.96 | £25,000.00 | {told}"
    moved = found["Agreed, row by row"]
    assert "00100 Employees, GF | Company | £1,225,000.00 | £1,250,000.00 | £25,000.00 | " in moved[1]
    assert moved[1].endswith("Change 1, More supplies: −£25,000.00.")
    assert len(moved) == 4  # the source and one place of each of two rows


@pytest.mark.parametrize("kind", TYPED_KINDS)
def test_a_change_of_each_kind_says_its_effect_by_year_and_needs_two_people(
    client: InspectingClient, world: World, kind: str
) -> None:  # fmt: skip
    """10.00 more in the budget year and 20.00 in each later one; a virement takes them from the row beside it."""
    baselined(world)
    client.sign_in(world.users["finance-Council"])
    company = f"{world.organisations['Company'].id}"
    form = {"kind": kind, "title": "More", "reason": "Agreed", "effective_on": ["1", "7", "2021"], "recurring": "y",
            "cost_centre_1": "00100", "group_1": "Employees", "fund_1": "GF", "place_1": company, "amount_1": "10.00",
            "later_1": "20.00"}  # fmt: skip
    if kind == "virement":
        form |= {"cost_centre_2": "00100", "group_2": "Supplies and services", "fund_2": "GF", "place_2": company,
                 "amount_2": "-10.00", "later_2": "-20.00"}  # fmt: skip
    if kind in ("contract variation", "grant"):
        refused = client.post("/p/north/money/changes/new", data=form)
        assert refused.status_code == 422 and "Name where the money comes from" in refused.text
    sent = client.post("/p/north/money/changes/new", data=form | {"funding_source": "Cabinet, 3 May"})
    assert sent.status_code == 303, sent.text[-3000:]
    effect = ("£0.00", "£0.00") if kind == "virement" else ("£10.00", "£20.00")
    assert "2021/22 {} 2022/23 {}".format(*effect) in words(client, "changes/1")
    assert client.post("/p/north/money/changes/1/decide", data={"version": "1", "after": "approved"}).status_code == 422
    alone = (
        "update baseline_changes set previous_state = 'proposed', state = 'approved', decided_by_id = proposed_by_id"
    )
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text(alone))
    db.session.rollback()
    client.sign_in(world.users["finance-Company"])
    assert client.post("/p/north/money/changes/1/decide", data={"version": "1", "after": "approved"}).status_code == 303
    assert "Change 1: More" in words(client, "baseline")


def test_a_rebase_says_which_changes_it_may_take_back(client: InspectingClient, world: World) -> None:
    virement_signed(world, 25_000_00)
    newer_book(world, 130_000_000)
    db.session.commit()
    client.sign_in(world.users["finance-Council"])
    for path in ("changes", "changes/rebase"):
        shown = words(client, path)
        assert "it takes them back: compare the rows" in shown and "Change 1: More supplies" in shown


@pytest.mark.parametrize("timed", [False, True])
def test_an_unmapped_code_keeps_everybody_from_signing(client: InspectingClient, app: Flask, timed: bool) -> None:
    """In an ordinary cost centre, and in one whose lines a time rule looks at together."""
    world = make_programme()
    make_e7(world, [*E7[:3], *E7[4:], ("00200", "Z9", "Odd", "Miscellaneous", "GF", 12_34)])
    rules = [as_rule(row) for row in list_rules(world.system)]
    direct = Rule({"cost_centre": "00200"}, "direct", world.organisations["Council"].id)
    if timed:
        share_managers(world, 25, 9_200_000, 1)
        rules.append(Rule({"cost_centre": "00200"}, "time", posts=("AD",)))
    replace_rules(world.system, [*rules, direct])
    db.session.commit()
    proposed(world)
    db.session.commit()
    client.sign_in(world.users["finance-Council"])
    shown = words(client, "baseline")
    told = "Map account Z9 to one of the ten groups: “Miscellaneous” is none of them, and holds £12.34"
    assert told in shown and "Sign for" not in shown
    assert told in words(client, f"baseline/1/sign/{world.organisations['Council'].id}")
