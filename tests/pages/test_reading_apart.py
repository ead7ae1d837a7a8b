"""A file that ends the reader is refused on its page, and nothing of it is kept."""

from typing import Any

import pytest

from imports import apart as reading
from tests.client import InspectingClient
from tests.factories.programmes import make_programme
from tests.factories.workbooks import staff_list
from tests.pages.test_intake import count, send
from transfer.files.models import StoredFile
from transfer.intake.models import Upload
from transfer.kernel.apart import EndedApart


@pytest.mark.parametrize(
    "how, words",
    [
        ("crash", "staff.xlsx is damaged, and reading it came to a sudden end"),
        ("memory", "staff.xlsx needs more memory than the 2,048 MB that a file may take"),
        ("seconds", "staff.xlsx takes longer to read than the 300 seconds that a file may take"),
    ],
)
def test_an_end_of_the_reader_refuses_the_file(
    how: Any, words: str, client: InspectingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: Any, **__: Any) -> None:
        raise EndedApart(how)

    world = make_programme()
    monkeypatch.setattr(reading, "apart", ended)
    answer = send(client.sign_in(world.users["hr-Council"]), world, staff_list())
    assert answer.status_code == 422 and words in answer.text
    assert (count(Upload), count(StoredFile)) == (0, 0)
