"""Packs on pages: their list, their text, a frozen pack, and every figure followed to its cells."""

import json
import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from reports.editions import edition
from reports.snapshot import canonical
from tests.factories.packs import CANARIES, make_pack_world
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.files.queries import read_bytes
from transfer.packs import actions, jobs, queries
from transfer.packs.models import Snapshot
from transfer.packs.rules import recompute
from transfer.releases.models import Release
from transfer.releases.rules import parse_rows

CELLS = re.compile(r"/versions/(\d+)/cells/([A-Z]+)\?")


@pytest.fixture
def world(app, tmp_path):
    return make_pack_world(tmp_path / "folder")


def frozen(world, kind="due-diligence", who="lead"):
    snapshot = actions.freeze(world.viewer(who), kind, world.option)
    db.session.commit()
    return snapshot.id


def built(world, snapshot_id):
    lead = world.viewer("lead")
    actions.request_files(lead, queries.get_snapshot(lead, snapshot_id))
    db.session.commit()


class Original:
    """The bytes as they came in, read by themselves: nothing of the product's own reading is used."""

    def __init__(self):
        self.sheets = {}

    def values(self, cells):
        release = db.session.get_one(Release, cells["release_id"])
        assert cells["file_sha256"] == release.file.sha256
        if release.id not in self.sheets:
            self.sheets[release.id] = load_workbook(BytesIO(read_bytes(release.file.sha256)), data_only=True)
        sheet = self.sheets[release.id][cells["sheet"]]
        column = column_index_from_string(cells["column"])
        return [sheet.cell(row, column).value for row in cells["rows"]]

    def amounts(self, cells):
        """Pence, thousandths or plain quantities, by the field."""
        times = {"fte": 1000, "quantity": 1}.get(cells["field"], 100)
        return [int(round(Decimal(str(value)) * times)) for value in self.values(cells)]


def shared_out(amount, weights, index):
    """Largest remainder, written here a second time; ties to the larger weight, then to the first."""
    exact = [Fraction(abs(amount) * weight, sum(weights)) for weight in weights]
    parts = [int(each) for each in exact]
    order = sorted(range(len(weights)), key=lambda each: (parts[each] - exact[each], -weights[each], each))
    for each in order[: abs(amount) - sum(parts)]:
        parts[each] += 1
    return parts[index] if amount >= 0 else -parts[index]


def worked_out(figures, key, original):
    figure = figures[key]
    if figure["operation"] in ("total", "difference"):
        first, *rest = [worked_out(figures, each, original) for each in figure["inputs"]]
        return first + sum(rest) if figure["operation"] == "total" else first - sum(rest)
    if figure["operation"] == "typed":
        return figure["value"]
    if figure["operation"] == "count":
        return sum(len(original.values(cells)) for cells in figure["cells"])
    value = sum(sum(original.amounts(cells)) for cells in figure["cells"])
    for part in figure["parts"]:
        weights = [each for weight in part["weights"] for each in original.amounts(weight["cells"])]
        amounts = [each for cells in part["cells"] for each in original.amounts(cells)]
        value += sum(shared_out(each, weights, part["index"]) for each in amounts)
    return value


def told_cells(figure):
    parts = [cells for part in figure["parts"] for cells in part["cells"]]
    weights = [weight["cells"] for part in figure["parts"] for weight in part["weights"]]
    return Counter(
        (each["release_id"], each["column"], tuple(each["rows"])) for each in [*figure["cells"], *parts, *weights]
    )


def linked_cells(page):
    found = Counter()
    for link in page.find_all("a", href=CELLS):
        match = CELLS.search(link["href"])
        rows = parse_qs(urlsplit(link["href"]).query)["rows"][0]
        found[int(match[1]), match[2], tuple(parse_rows(rows))] += 1
    return found


@pytest.mark.parametrize("kind", ["due-diligence", "business-case"])
def test_every_figure_leads_to_its_cells_and_comes_out_again(world, client, kind):
    snapshot_id = frozen(world, kind)
    client.sign_in(world.users["lead"])
    base = f"/p/harbour/packs/snapshots/{snapshot_id}"
    page = client.page(base)
    linked = {link["href"].rsplit("/", 1)[1] for link in page.find_all("a", href=re.compile("/figures/"))}
    figures = queries.frozen(queries.get_snapshot(world.viewer("lead"), snapshot_id))["figures"]
    inputs = {other for each in figures.values() for other in each["inputs"]}
    assert linked | inputs == set(figures)
    assert len(linked) > 60
    original, visited = Original(), set()
    for key in sorted(figures):
        found = client.page(f"{base}/figures/{key}")
        assert linked_cells(found) == told_cells(figures[key]), key
        for link in found.find_all("a", href=CELLS):
            if link["href"] not in visited:
                visited.add(link["href"])
                client.page(link["href"])
        assert worked_out(figures, key, original) == figures[key]["value"], key
        assert recompute(figures, key, original.amounts) == figures[key]["value"], key


def test_a_count_of_a_state_stands_on_cells_that_say_so(world):
    snapshot = queries.get_snapshot(world.viewer("lead"), frozen(world))
    figures, original = queries.frozen(snapshot)["figures"], Original()
    for state in ("filled", "vacant", "agency"):
        figure = figures[f"option-{world.option.id}.posts.{state}"]
        assert {value for cells in figure["cells"] for value in original.values(cells)} == {state}


def test_a_figure_by_a_driver_names_its_weights(world, client):
    snapshot_id = frozen(world)
    client.sign_in(world.users["lead"])
    council = next(each.id for each in world.programme.organisations if each.short == "Council")
    key = f"option-{world.option.id}.money.body-{council}"
    page = client.page(f"/p/harbour/packs/snapshots/{snapshot_id}/figures/{key}")
    words = page.get_text(" ", strip=True)
    assert "Cells split by Headcount" in words
    assert "the part of Council is taken" in words
    assert page.find(id="value").get_text(strip=True) == "£410,666.70"


def test_list_says_what_stands_where(world, client):
    client.sign_in(world.users["lead"])
    empty = client.page("/p/harbour/packs").get_text(" ", strip=True)
    assert "No pack has been frozen yet." in empty
    assert "0 of 14 sections are written" in empty
    frozen(world)
    page = client.page("/p/harbour/packs")
    words = page.get_text(" ", strip=True)
    assert "Due diligence" in words
    assert "Not built" in words
    assert page.find("button", string=re.compile("Build the pack"))
    client.sign_in(world.users["member-Council"])
    assert not client.page("/p/harbour/packs").find("button", string=re.compile("Build the pack"))


def test_text_is_written_and_shown(world, client):
    client.sign_in(world.users["member-Trust"])
    page = client.page("/p/harbour/packs/due-diligence/text")
    assert len(page.select("tbody tr")) == 14
    assert "Programme lead" in page.get_text()
    path = "/p/harbour/packs/due-diligence/text/scope"
    assert client.post(path, data={"text": "Two services.", "version": "0"}).status_code == 303
    page = client.page(path)
    assert "Two services." in page.find("textarea").get_text()
    assert "any number of people or posts below five" in page.get_text()
    assert not page.select("#telling")
    client.post(path, data={"text": "One manager stays in T0001, and T9999 is nobody’s.", "version": "1"})
    assert client.page(path).select_one("#telling").get_text(strip=True) == (
        "Scope of the review: “One manager”, “T0001”"
    )
    assert client.page("/p/harbour/packs/due-diligence/text/nothing", 404)
    assert client.page("/p/harbour/packs/nothing/text", 404)


def test_text_that_changed_meanwhile_keeps_what_was_typed(world, client):
    path = "/p/harbour/packs/due-diligence/text/scope"
    client.sign_in(world.users["member-Trust"])
    client.post(path, data={"text": "Theirs", "version": "0"})
    answer = client.post(path, data={"text": "Mine", "version": "0"})
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    assert "Theirs" in client.page(path).find("textarea").get_text()


def test_build_by_page_makes_files_that_are_downloaded_and_logged(world, client):
    client.sign_in(world.users["lead"])
    asked = {"kind": "business-case", "option": str(world.option.id)}
    answer = client.post("/p/harbour/packs", data=asked)
    # A pack that is begun is asked first for whom it is; saving that builds it.
    front = f"/p/harbour/packs/business-case/first-page?option={world.option.id}"
    assert answer.location == front
    assert "Save, and build the pack" in client.page(front).get_text()
    said = {"addressed_to": "Cabinet of Harbour", "written_by": "Una Grey, director", "version": "0",
            "decision_on": ["15", "3", "2021"]}  # fmt: skip
    nobody = client.post(front, data={**said, "addressed_to": " "})
    assert nobody.status_code == 422
    assert "Enter who this pack is for" in nobody.text
    answer = client.post(front, data=said)
    assert answer.status_code == 303
    done = client.page(urlsplit(answer.location).path)
    client.page(done.find("a", string="Open the pack")["href"])
    page = client.page("/p/harbour/packs")
    links = [each["href"] for each in page.find_all("a", href=re.compile("/packs/files/"))]
    assert len(links) == 4
    kinds = set()
    for link in links:
        got = client.get(link)
        assert got.headers["Content-Disposition"].startswith("attachment; filename=business-case-")
        kinds.add(got.data[:4])
    assert kinds == {b"%PDF", b"PK\x03\x04"}
    assert db.session.query(AuditEvent).filter_by(verb="download_pack").count() == 4
    text = client.page("/p/harbour/packs/business-case/text").get_text(" ", strip=True)
    assert "Addressed to Cabinet of Harbour" in text
    # The next one is not asked again, prints what was said, and is the second version.
    answer = client.post("/p/harbour/packs", data=asked)
    assert "/jobs/" in answer.location
    second = client.page("/p/harbour/packs").select("tbody tr")[0]
    assert [each.get_text() for each in second.select("td")][1] == "2"
    shown = client.page(second.find("a")["href"]).select_one("#front").get_text(" ", strip=True)
    assert shown == (
        "Addressed to Cabinet of Harbour For decision on 15 March 2021 Written by Una Grey, director "
        "Version Version 2, draft"
    )
    assert client.post("/p/harbour/packs", data={"kind": "nothing", "option": "1"}).status_code == 422


def test_guests_see_the_public_edition_of_approved_packs_only(world, client, monkeypatch):
    monkeypatch.setitem(jobs.RENDERERS, "pdf", lambda content, which: b"%PDF")
    actions.write_narrative(world.viewer("lead"), "due-diligence", "scope", "Of these, two posts: C0003.", 0)
    snapshot_id = frozen(world)
    address = f"/p/harbour/packs/snapshots/{snapshot_id}"
    client.sign_in(world.users["guest"])
    client.page(address, 404)
    assert "No pack has been approved yet." in client.page("/p/harbour/packs").get_text()
    client.sign_in(world.users["member-Council"])
    client.page(f"{address}/approve", 403)
    built(world, snapshot_id)
    client.sign_in(world.users["lead"])
    page = client.page(f"{address}/approve")
    listed = [each.get_text() for each in page.select("#unwritten li")]
    shown = json.loads(db.session.get(Snapshot, snapshot_id).content)["sections"]
    assert len(listed) == sum("writes it." in " ".join(each["missing"]) for each in shown) > 0
    telling = [each.get_text(" ", strip=True) for each in page.select("#telling li")]
    assert telling == ["2 Scope of the review: “two posts”, “C0003”"]
    assert "You froze this pack yourself" in page.select_one("#same").get_text()
    version = page.find("input", attrs={"name": "version"})["value"]
    assert client.post(f"{address}/approve", data={"version": "99"}).status_code == 409
    assert client.post(f"{address}/approve", data={"version": version}).status_code == 303
    client.sign_in(world.users["guest"])
    words = client.page(address).get_text(" ", strip=True)
    assert "public edition" in words
    assert "T0001" not in words
    assert not [each for each in CANARIES if each in words]
    agency = f"{address}/figures/option-{world.option.id}.posts.agency"
    client.page(agency, 404)  # rounded: nothing stands behind it
    links = client.page("/p/harbour/packs").find_all("a", href=re.compile("/packs/files/"))
    said = {" ".join(each.get_text().split()).partition(" of ")[0] for each in links}
    # The PDF of this test is the same bytes again, so that it is the draft still; the workbook was built anew.
    assert said == {"Public PDF, still marked draft: it is being built again", "Public workbook"}
    client.sign_in(world.users["member-Council"])
    assert "T0001" in client.page(address).get_text()


def test_another_programmes_pack_is_not_here(world, client):
    client.sign_in(world.users["lead"])
    client.page("/p/harbour/packs/snapshots/999", 404)
    client.page("/p/harbour/packs/files/999", 404)
    client.page(f"/p/harbour/packs/snapshots/{frozen(world)}/figures/no-such", 404)


# By hand, from £41,234.56 at the rates of 2021/22: pension 21.4%, levy half a per cent. The person has a second post of
# as much at the same employer: 13.8% of £82,469.12 above one threshold of £8,840 is £10,160.82, half of it for each.
COST = {"pay": 4_123_456, "employer_ni": 508_041, "pension": 882_420, "levy": 20_617}


def cost_by_hand(original):
    """A component of the shared post's cost, once its salary has been read from the original bytes."""

    def worked_out(cost):
        salary = next(cells for cells in cost["cells"] if cells["field"] == "salary_actual")
        assert original.values(salary) == [41234.56] * (2 if cost["component"] == "employer_ni" else 1)
        return COST[cost["component"]]

    return worked_out


def test_what_a_time_rule_lifts_is_followed_to_pay_and_shares(app, client, tmp_path):
    world = make_pack_world(tmp_path / "folder", shared_post=True)
    snapshot_id = frozen(world)
    figures = queries.frozen(queries.get_snapshot(world.viewer("lead"), snapshot_id))["figures"]
    original = Original()
    for key in figures:
        assert recompute(figures, key, original.amounts, cost_by_hand(original)) == figures[key]["value"], key
    assert not [key for key, each in figures.items() if each["operation"] == "typed"]
    council = next(each.id for each in world.programme.organisations if each.short == "Council")
    centre = figures[f"option-{world.option.id}.centre.01150.body-{council}"]
    # A quarter of each component by itself: £10,308.64 + £1,270.10 + £2,206.05 + £51.54.
    assert centre["value"] == 1_030_864 + 127_010 + 220_605 + 5_154
    client.sign_in(world.users["lead"])
    page = client.page(f"/p/harbour/packs/snapshots/{snapshot_id}/figures/{centre['key']}")
    assert "The pay of post T0001 is worked out from these cells" in page.get_text(" ", strip=True)
    linked = linked_cells(page)
    for part in centre["parts"]:
        for cells in [*part["cells"], *(weight["cells"] for weight in part["weights"])]:
            assert (cells["release_id"], cells["column"], tuple(cells["rows"])) in linked


def test_one_posts_lifted_cost_is_no_figure_of_the_public_edition(app, tmp_path):
    world = make_pack_world(tmp_path / "folder", shared_post=True)
    made = queries.gather(world.system, "due-diligence", world.option)
    council = next(each.id for each in world.programme.organisations if each.short == "Council")
    public = edition(made, "public")
    assert public["figures"][f"option-{world.option.id}.centre.01150.body-{council}"]["value"] is None
    assert "T0001" in canonical(made).decode()
    assert "T0001" not in canonical(public).decode()
