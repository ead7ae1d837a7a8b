"""`python -m tests.shared_data`: of each folder, how many files were read and refused, and why."""

from collections import Counter

import click

from tests.shared_data.reading import DATA, Outcome, files, outcome_of


def _why(outcome: Outcome) -> str:
    words = outcome.refused or ""
    for reason in ("encrypted", "damaged", "not a spreadsheet", "memory", "seconds", "columns", "rows", "cells"):
        if reason in words:
            return reason
    return words


@click.command()
def main() -> None:
    if not DATA.is_dir():
        raise click.ClickException("The files do not stand beside this project.")
    for folder in ("nasty", "real"):
        outcomes = [outcome_of(path) for path in files(folder)]
        refused = [each for each in outcomes if each.refused]
        click.echo(f"{folder}: {len(outcomes)} files, {len(outcomes) - len(refused)} read, {len(refused)} refused")
        for why, count in Counter(map(_why, refused)).most_common():
            click.echo(f"  {count:4} {why}")
        for each in refused:
            click.echo(f"       {each.refused}")
        partly = [
            each
            for each in outcomes
            if not each.refused and any(isinstance(rows, str) for rows in each.sheets.values())
        ]
        click.echo(f"  {len(partly)} read but for one sheet: {', '.join(each.name for each in partly)}")
        lists = Counter(name for each in outcomes for name in each.lists)
        click.echo(f"  as lists: {', '.join(f'{count} {name}' for name, count in lists.most_common())}")
        slowest = max(outcomes, key=lambda each: each.seconds)
        click.echo(f"  slowest: {slowest.name}, {slowest.seconds:.1f} s of the clock")


if __name__ == "__main__":
    main()
