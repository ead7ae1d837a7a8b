"""Gathering, freezing and building packs, through the database."""

import re
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from reports.editions import edition
from reports.pdf import pdf
from reports.sections import sections
from reports.snapshot import canonical, digest, tables
from reports.wording import front_facts
from reports.workbook import workbook
from tests.factories.guessing import closed
from tests.factories.packs import CANARIES, COUNCIL_ONLY, make_pack_world, printed_counts
from transfer.audit.models import AuditHead
from transfer.budget.queries import option_money
from transfer.establishment.queries import lines_for, option_people
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.identity.rules import CommandLine
from transfer.jobs.models import Job
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.packs import actions, jobs, queries
from transfer.packs.models import PackFile, Snapshot
from transfer.programmes.actions import add_claim, add_option, create_programme
from transfer.programmes.queries import find_organisation_by_name, list_options, system_viewer

KINDS = ("due-diligence", "business-case")
TRUST_LINES = 24 + 7  # of Fostering and of Adoption; the council's 13 are not the trust's


@pytest.fixture
def world(app, tmp_path):
    return make_pack_world(tmp_path / "folder")


@pytest.fixture
def quick_pdf(monkeypatch):
    """A stand-in where only the keeping of files is proved: how pages come out is proved elsewhere."""
    monkeypatch.setitem(jobs.RENDERERS, "pdf", lambda content, which: f"%PDF {which} {content['status']}".encode())


def text_of(content):
    """All that a PDF prints, its line breaks taken out."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def words_of(content):
    book = load_workbook(BytesIO(content))
    return " ".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    )


def section_of(snapshot, key):
    return next(each for each in snapshot["sections"] if each["key"] == key)


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_is_there_and_one_without_text_names_its_owner(world, kind):
    made = queries.gather(world.system, kind, world.option)
    assert [each["key"] for each in made["sections"]] == [each.key for each in sections(kind)]
    for entry, section in zip(sections(kind), made["sections"], strict=True):
        assert section["narrative"] is None
        assert section["missing"][0] == f"The text of this section. {entry.owner} writes it."


def test_what_was_written_is_printed_and_no_longer_missing(world):
    lead = world.viewer("lead")
    before = queries.unwritten_sections(lead)
    actions.write_narrative(lead, "due-diligence", "scope", "We looked at **two** services.\r\n\r\n- One", 0)
    section = section_of(queries.gather(lead, "due-diligence", world.option), "scope")
    assert section["narrative"] == "We looked at **two** services.\n\n- One"
    assert not any("The text of this section" in each for each in section["missing"])
    assert before == 28
    assert queries.unwritten_sections(lead) == 27


def test_text_that_somebody_else_changed_is_not_overwritten(world):
    lead = world.viewer("lead")
    held = actions.write_narrative(lead, "due-diligence", "scope", "First", 0)
    actions.write_narrative(lead, "due-diligence", "scope", "Second", held.version)
    with pytest.raises(StaleVersion) as told:
        actions.write_narrative(lead, "due-diligence", "scope", "Third", 1)
    assert told.value.current == {"text": "Second"}
    with pytest.raises(NotFound):
        actions.write_narrative(lead, "due-diligence", "no-such-section", "Text", 0)


def test_people_are_what_the_options_count(world):
    made = queries.gather(world.system, "business-case", world.option)
    for option in list_options(world.system):
        counted = option_people(world.system, option)
        row = next(each for each in _table(made, "options.people")["rows"] if each["name"] == option.name)
        assert _value(made, row["all"]) == counted["lines_moving"]
        assert _value(made, row["fte"]) == counted["fte_thousandths"]
        assert _value(made, row["candidates"]) == counted["tupe_candidates"]
        for state in ("filled", "agency", "vacant", "frozen"):
            assert _value(made, row[state]) == counted[state]
    figure = made["figures"][f"option-{world.option.id}.posts.agency"]
    cells = [(each["release_id"], row) for each in figure["cells"] for row in each["rows"]]
    assert cells == lines_for(world.system, world.option, "agency")
    # By hand: 24 + 7 trust posts; of every twelve one is vacant and two are agency: 2 + 1 vacant, 4 agency.
    assert option_people(world.system, world.option)["lines_moving"] == 31
    assert figure["value"] == 4


def test_money_is_what_the_option_comes_to_and_the_difference_is_nil(world):
    made = queries.gather(world.system, "business-case", world.option)
    money, key = option_money(world.system, world.option), f"option-{world.option.id}.money"
    for organisation in world.programme.organisations:
        figure = made["figures"].get(f"{key}.body-{organisation.id}")
        assert (figure["value"] if figure else 0) == money.shares[organisation.short]
    # By hand: the computers and the payroll service split 2 : 1, £1,000.01 → £666.67, 5p → 3p; Play stays: £410,000.
    council = next(each.id for each in world.programme.organisations if each.short == "Council")
    assert made["figures"][f"{key}.body-{council}"]["value"] == 41_000_000 + 66_667 + 3
    assert made["figures"][f"{key}.unallocated"]["value"] == 55_555
    assert made["figures"][f"{key}.excluded"]["value"] == 7_777
    assert made["figures"][f"{key}.difference"]["value"] == 0


def _table(made, key):
    return next(each for section in made["sections"] for each in tables(section) if each["key"] == key)


def _value(made, cell):
    return made["figures"][cell["figure"]]["value"] if isinstance(cell, dict) else cell


def test_rows_left_out_are_counted_and_named(world):
    made = queries.gather(world.system, "due-diligence", world.option)
    row = next(each for each in _table(made, "missing.rows")["rows"] if each["file"] == "trust.xlsx")
    assert [_value(made, row[each]) for each in ("read", "accepted", "parked")] == [32, 31, 1]
    assert section_of(made, "performance")["missing"]
    assert any("performance measures" in each for each in made["missing_sources"])


def test_a_programme_without_services_lacks_the_staff_lists_too(app):
    programme = create_programme(
        CommandLine(), name="North", slug="north", engine="contractual", go_live_on=date(2021, 4, 1)
    )
    viewer = system_viewer(programme)
    made = queries.gather(viewer, "due-diligence", add_option(viewer, name="One company"))
    assert made["missing_sources"][0] == "No establishment list has been accepted and shared yet. To be brought by: HR."
    assert any("establishment list" in each for each in section_of(made, "people")["missing"])


def test_a_pack_says_where_the_history_stood_when_it_was_frozen(world):
    head = db.session.get_one(AuditHead, world.programme.id)
    made = queries.gather(world.system, "due-diligence", world.option)
    assert (made["audit_head"], made["audit_event"]) == (head.hash, head.sequence) and head.sequence > 1


@pytest.mark.parametrize("kind", KINDS)
def test_no_pack_holds_a_name_or_one_persons_pay(world, kind):
    made = queries.gather(world.system, kind, world.option)
    stored = canonical(made).decode()
    for which in ("public", "exempt"):
        printed = [text_of(pdf(made, which, queries.drawn)), words_of(workbook(made, which)), stored]
        for canary in CANARIES:
            assert not any(canary in each for each in printed), (canary, which)
    public = edition(made, "public")
    small = [each for each in public["figures"].values() if each["unit"] == "count" and each["value"] in (1, 2, 3, 4)]
    classes = made["figure_classes"]
    assert not [each["key"] for each in small if "posts" in each["key"] or classes.get(each["key"]) == "small-count"]
    assert "T0001" in words_of(workbook(made, "exempt"))
    assert "T0001" not in words_of(workbook(made, "public"))


def test_both_public_packs_together_leave_every_small_count_open(app, tmp_path):
    world = make_pack_world(tmp_path / "folder", shared_post=True)
    add_claim(world.system, document="Report", statement="The trust has posts", subject="posts", value=30,
              organisation_id=find_organisation_by_name(world.system, "Trust").id)  # fmt: skip
    packs = [queries.gather(world.system, kind, world.option) for kind in KINDS]
    counts = [each for made in packs for each in printed_counts(made)]
    # By hand: of 31 posts of the trust 3 are vacant, and 4 and 1 are held by agency workers.
    assert {len(posts) for posts, _ in counts} >= {31, 3, 4, 1, 24, 7}
    assert closed(counts) == []
    for made in packs:
        for text in (text_of(pdf(made, "public", queries.drawn)), words_of(workbook(made, "public"))):
            # No post is named.
            assert not re.search(r"\b(T0\d{3}|C0\d{3})\b", text)
            assert "under 5" in text


def test_a_chart_of_people_draws_only_what_its_table_says(world):
    made = queries.gather(world.system, "due-diligence", world.option)
    chart = next(each for each in section_of(made, "people")["blocks"] if each["type"] == "chart")
    drawn = [(each["service"], each["organisation"], each["before"], each["after"]) for each in chart["data"]["pairs"]]
    said = [
        (row["name"], row["body"], _value(made, row["before"]), _value(made, row["after"]))
        for row in chart["table"]["rows"]
    ]
    # By hand: of 24 fostering posts 2 are vacant, of 7 adoption posts 1; all others are people.
    assert drawn == said == [
        ("Fostering", "Trust", 22, 0), ("Fostering", "Company", 0, 22),
        ("Adoption", "Trust", 6, 0), ("Adoption", "Company", 0, 6),
    ]  # fmt: skip


def test_an_unshared_list_is_in_its_own_sides_pack_only(app, tmp_path):
    world = make_pack_world(tmp_path / "folder", unshared=("Council",))
    shared = queries.gather(world.viewer("lead"), "due-diligence", world.option)
    own = queries.gather(world.viewer("finance-Council"), "due-diligence", world.option)
    other = queries.gather(world.viewer("legal-Trust"), "due-diligence", world.option)
    council = next(each.id for each in world.programme.organisations if each.short == "Council")
    assert queries.unshared_side(world.viewer("lead"), shared) is None
    assert queries.unshared_side(world.viewer("finance-Council"), own) == council
    assert len(own["sources"]) == len(shared["sources"]) + 1
    for hidden in (shared, other):
        assert "council.xlsx" not in canonical(hidden).decode()
        assert COUNCIL_ONLY not in canonical(hidden).decode()
        assert any(each.startswith("Council: no establishment list") for each in hidden["missing_sources"])
    frozen = actions.freeze(world.viewer("finance-Council"), "due-diligence", world.option)
    assert frozen.side_id == council
    assert queries.get_snapshot(world.viewer("member-Council"), frozen.id) is frozen
    for name in ("legal-Trust", "lead", "guest"):
        with pytest.raises(NotFound):
            queries.get_snapshot(world.viewer(name), frozen.id)
        assert list(queries.list_snapshots(world.viewer(name))) == []
    with pytest.raises(DomainError):
        actions.approve_pack(world.viewer("lead"), frozen, frozen.version)


def test_unshared_lists_of_two_sides_are_never_frozen_together(app, tmp_path):
    world = make_pack_world(tmp_path / "folder", unshared=("Council", "Trust"))
    with pytest.raises(DomainError, match="Share the lists of one side first"):
        actions.freeze(world.system, "due-diligence", world.option)


def test_nobody_approves_what_nobody_can_have_read(world):
    lead = world.viewer("lead")
    snapshot = actions.freeze(lead, "due-diligence", world.option)
    with pytest.raises(DomainError, match="Build the files of this pack first"):
        actions.approve_pack(lead, snapshot, snapshot.version)
    assert snapshot.state == "draft"


def test_a_published_figure_stands_beside_the_list_it_is_about(world):
    trust = find_organisation_by_name(world.system, "Trust").id
    for body, statement in ((trust, "The trust has nine posts"), (None, "Somebody has nine posts")):
        add_claim(world.system, document="Report", statement=statement, subject="posts", value=9, organisation_id=body)
    content = queries.frozen(actions.freeze(world.viewer("lead"), "business-case", world.option))
    [claims] = [each for each in section_of(content, "background")["blocks"] if each.get("key") == "claims"]
    held = [row["own"] and content["figures"][row["own"]["figure"]]["value"] for row in claims["rows"]]
    assert held == [TRUST_LINES, None]


def test_a_snapshot_is_frozen_whatever_comes_after(world):
    lead = world.viewer("lead")
    snapshot = actions.freeze(lead, "due-diligence", world.option)
    db.session.commit()
    actions.write_narrative(lead, "due-diligence", "scope", "Later", 0)
    held = queries.frozen(queries.get_snapshot(lead, snapshot.id))
    assert section_of(held, "scope")["narrative"] is None
    assert digest({key: value for key, value in held.items() if key != "digest"}) == snapshot.sha256


def test_the_first_page_says_for_whom_and_every_table_of_money_for_which_year(world):
    """As frozen, in each edition: the public one names nobody. A frozen pack keeps what it said."""
    lead = world.viewer("lead")
    said = {"addressed_to": "Cabinet", "written_by": "Una Grey, director", "decision_on": date(2021, 3, 15)}
    front = actions.write_front(lead, "due-diligence", **said, version=0)
    with pytest.raises(StaleVersion):
        actions.write_front(lead, "due-diligence", **said, version=0)
    with pytest.raises(NotFound):
        actions.write_front(lead, "nothing", **said, version=0)
    first = actions.freeze(lead, "due-diligence", world.option)
    actions.write_front(lead, "due-diligence", **{**said, "addressed_to": "Board"}, version=front.version)
    second = actions.freeze(lead, "due-diligence", world.option)
    assert (first.number, second.number, actions.freeze(lead, "business-case", world.option).number) == (1, 2, 1)
    held = [queries.frozen(each) for each in (first, second)]
    assert [each["front"]["addressed_to"] for each in held] == ["Cabinet", "Board"]
    lines = [("Addressed to", "Cabinet"), ("For decision on", "15 March 2021")]
    assert front_facts(edition(held[0], "exempt")) == [
        *lines, ("Written by", "Una Grey, director"), ("Version", "Version 1, draft"),
    ]  # fmt: skip
    assert front_facts(edition(held[0], "public"))[:3] == [*lines, ("Written by", "an officer of Harbour Council")]
    told = {each["key"]: each.get("basis") for section in held[0]["sections"] for each in tables(section)}
    for key in ("bridge.table", "money.group", "money.centre", "money.rules", "services.all"):
        assert told[key] == "Full year 2021/22, base budget, in pounds", key
    assert told["money.drivers"] is None


def test_the_worker_builds_four_files_and_guests_get_the_public_ones_once_approved(world, quick_pdf):
    lead, guest = world.viewer("lead"), world.viewer("guest")
    job_id = actions.request_pack(lead, "due-diligence", world.option).id
    db.session.commit()
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.error) == ("done", None)
    snapshot = queries.get_snapshot(lead, job.result["snapshot_id"])
    assert {(each.edition, each.format) for each in queries.files_for(lead, snapshot)} == {
        ("public", "pdf"), ("public", "xlsx"), ("exempt", "pdf"), ("exempt", "xlsx"),
    }  # fmt: skip
    assert list(queries.list_snapshots(guest)) == []
    actions.approve_pack(lead, snapshot, snapshot.version)
    db.session.commit()
    assert [each.id for each in queries.list_snapshots(guest)] == [snapshot.id]
    assert {each.edition for each in queries.files_for(guest, snapshot)} == {"public"}
    assert queries.frozen(snapshot)["status"] == "approved"
    exempt = next(each for each in snapshot.files if each.edition == "exempt")
    with pytest.raises(NotFound):
        queries.get_pack_file(guest, exempt.id)


def test_a_failed_rendering_says_why_keeps_no_file_and_can_be_run_again(world, quick_pdf, monkeypatch):
    lead = world.viewer("lead")

    def broken(content, which):
        raise OSError("no fonts")

    files = db.session.query(StoredFile).count()
    with monkeypatch.context() as patch:
        patch.setitem(jobs.RENDERERS, "xlsx", broken)
        job_id = actions.request_pack(lead, "due-diligence", world.option).id
        db.session.commit()
    job = db.session.get_one(Job, job_id)
    assert job.state == "failed"
    assert job.error == "Public edition, Workbook could not be made (OSError). No file was kept: try again"
    assert db.session.query(PackFile).count() == 0
    assert db.session.query(StoredFile).count() == files
    snapshot = db.session.query(Snapshot).one()
    again = actions.request_files(lead, snapshot).id
    db.session.commit()
    assert db.session.get_one(Job, again).state == "done"
    assert db.session.query(Snapshot).count() == 1
    assert db.session.query(PackFile).count() == 4


def test_files_are_written_to_a_folder_whole_or_not_at_all(world, tmp_path, monkeypatch):
    """The PDF is a stand-in: that another process prints what this one does is proved in tests/unit/reports."""
    out = tmp_path / "out"
    monkeypatch.setattr(actions, "pdf_apart", lambda content, which: f"%PDF {which} {content['status']}".encode())
    paths = actions.build_to_folder(world.system, "business-case", world.option, "public", out)
    assert sorted(each.name for each in out.iterdir()) == ["business-case-public.pdf", "business-case-public.xlsx"]
    assert {each.name for each in paths} == {each.name for each in out.iterdir()}
    assert (out / "business-case-public.pdf").read_bytes() == b"%PDF public draft"
    monkeypatch.setattr(actions, "workbook", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        actions.build_to_folder(world.system, "due-diligence", world.option, "public", out)
    assert sorted(each.name for each in out.iterdir()) == ["business-case-public.pdf", "business-case-public.xlsx"]
    with pytest.raises(NotFound):
        actions.build_to_folder(world.system, "no-such-kind", world.option, "public", out)
