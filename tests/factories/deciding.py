"""People who are decided about, without what other rooms still want of a transfer."""

import pytest

from transfer.tupe.actions import pensions


def only_own_gates(patch: pytest.MonkeyPatch) -> None:
    """What informing, disclosing and the first payroll hold up is tried where those are."""
    patch.setattr("transfer.tupe.actions.gates.STEP_GATES", [pensions.hold_up])
