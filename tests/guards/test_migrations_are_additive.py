"""A migration runs while the version before it still serves: it adds, and takes nothing away that is in use."""

import ast
from pathlib import Path

import pytest

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
LATER = sorted(each for each in VERSIONS.glob("*.py") if not each.name.startswith("0001"))
TAKES_AWAY = {"drop_table", "drop_column", "rename_table"}


def upgrade_calls(source: str) -> list[ast.Call]:
    functions = [
        each for each in ast.parse(source).body if isinstance(each, ast.FunctionDef) and each.name == "upgrade"
    ]
    return [node for each in functions for node in ast.walk(each) if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def given(call: ast.Call) -> dict[str, ast.expr]:
    return {each.arg: each.value for each in call.keywords if each.arg}


def refusals(source: str) -> list[str]:
    """What the version that still serves could not live with: a thing gone, or a column that it does not fill."""
    calls = upgrade_calls(source)
    gone = [name_of(call) for call in calls if name_of(call) in TAKES_AWAY]
    changed = [given(call) for call in calls if name_of(call) == "alter_column"]
    renamed = ["renamed column" for each in changed if "new_column_name" in each]
    added = [call.args[-1] for call in calls if name_of(call) == "add_column" and isinstance(call.args[-1], ast.Call)]
    unfilled = [
        ast.unparse(column.args[0])
        for column in added
        if isinstance(column, ast.Call)
        and ast.unparse(given(column).get("nullable", ast.Constant(True))) == "False"
        and "server_default" not in given(column)
    ]
    return gone + renamed + unfilled


@pytest.mark.parametrize("path", LATER, ids=lambda path: path.stem)
def test_the_version_before_can_still_serve(path: Path) -> None:
    assert refusals(path.read_text()) == []


def test_what_would_break_it_is_seen() -> None:
    source = """
def upgrade():
    op.drop_table("posts")
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("name")
        batch_op.alter_column("email", new_column_name="address")
        batch_op.add_column(sa.Column("seen", sa.Integer(), nullable=False))
        batch_op.add_column(sa.Column("kept", sa.Integer(), nullable=False, server_default="0"))
def downgrade():
    op.drop_table("later")
"""
    assert refusals(source) == ["drop_table", "drop_column", "renamed column", "'seen'"]
