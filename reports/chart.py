"""Charts as SVG text: one idea each, labelled directly, readable in grey, safe under a strict content policy.

Each function takes plain data and gives an SVG with its own title, description and ids made from `ident`, so that
several may stand on one page. Callers keep what was drawn under the hash of its data; drawing takes 0.1 s to 1 s.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any, TypedDict

from reports.fonts import FAMILY, MEASURED_AS, measure_with_our_own
from transfer.kernel.dates import long_date
from transfer.kernel.money import whole_pounds

DRAWN_IN = f"{MEASURED_AS}, sans-serif"
SHOWN_IN = f"'{FAMILY}', 'DejaVu Sans', sans-serif"
INK, GRID = "#1d2b36", "#c9d1d8"
# Each pair differs by lightness as well as by hue, and each has 3:1 against white (WCAG 1.4.11).
COLOURS = {
    "source": "#1d2b36",
    "share": "#1d70b8",
    "unallocated": "#b5441f",
    "excluded": "#768692",
    "before": "#768692",
    "after": "#1d4f8c",
}
WIDTH = 640
ROW, BAR, PAD, TEXT = 34, 21, 6, 13  # pixels of a row of bars, of the bar in it, around the drawing, and of its words
LETTER = 0.56 * TEXT  # more than a letter of the typeface takes on average: words are given room, never measured
MOST_LETTERS = 45
SIGNS = "○ baseline   ◆ forecast   ■ done"  # what the shapes of a Gantt chart say


class Step(TypedDict):
    """kind: source, share, unallocated or excluded; the source comes to the sum of all the others."""

    label: str
    value_pence: int
    kind: str


class MilestoneBar(TypedDict):
    """ISO dates; late: computed by whoever gathers, never here."""

    label: str
    baseline_on: str
    forecast_on: str | None
    actual_on: str | None
    late: bool


class Pair(TypedDict):
    """People of one service in one organisation, before and after."""

    service: str
    organisation: str
    before: int
    after: int


class Bar(TypedDict):
    label: str
    value: int


def bridge(steps: Sequence[Step], *, title: str, desc: str, ident: str, width: int = WIDTH) -> str:
    """From the source to each organisation's share, what is unallocated and what is excluded, in pounds."""
    rows, left = [], 0
    for step in steps:
        value = step["value_pence"]
        start, end = (0, value) if step["kind"] == "source" else (left - value, left)
        left = value if step["kind"] == "source" else start
        rows.append(
            {
                "label": step["label"],
                "start": min(start, end) / 100,
                "end": max(start, end) / 100,
                "words": whole_pounds(value),
                "colour": COLOURS[step["kind"]],
            }
        )
    return _accessible(_ranges(rows, width), title, desc, ident)


def bars(items: Sequence[Bar], *, title: str, desc: str, ident: str, unit: str = "count") -> str:
    """Plain bars from zero; unit: count or pence."""
    rows = [
        {
            "label": item["label"],
            "start": 0,
            "end": item["value"] / (100 if unit == "pence" else 1),
            "words": whole_pounds(item["value"]) if unit == "pence" else f"{item['value']:,}",
            "colour": COLOURS["share"],
        }
        for item in items
    ]
    return _accessible(_ranges(rows), title, desc, ident)


def _ranges(rows: Sequence[dict[str, Any]], width: int = WIDTH) -> str:
    """Horizontal bars from start to end, each with its words at its right end. Drawn by hand: the drawing library takes
    a tenth of a second for them, and a whole one the first time."""
    side = _room(_shown(row["label"]) for row in rows) + PAD + 8
    plot = width - side - _room(row["words"] for row in rows) - PAD - 5
    low, high = (edge((row[key] for row in rows), default=0) for edge, key in ((min, "start"), (max, "end")))
    low = min(0, low)
    scale = plot / ((high - low) or 1)
    drawn = "".join(_range(row, at, side, low, scale) for at, row in enumerate(rows))
    height = ROW * max(len(rows), 1) + 2 * PAD
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="white"/>'
        f'<g font-family="{SHOWN_IN}" font-size="{TEXT}px">{drawn}</g></svg>'
    )


def _range(row: dict[str, Any], at: int, side: float, low: float, scale: float) -> str:
    """One row: its label, its bar and its words."""
    start, end = (side + (row[key] - low) * scale for key in ("start", "end"))
    middle = PAD + ROW * at + ROW / 2
    return (
        f'<text x="{side - 8:.1f}" y="{middle + 4:.1f}" text-anchor="end" fill="{INK}">'
        f"{escape(_shown(row['label']))}</text>"
        f'<rect x="{start:.1f}" y="{middle - BAR / 2:.1f}" width="{end - start:.1f}" height="{BAR}" '
        f'fill="{row["colour"]}"/>'
        f'<text x="{end + 5:.1f}" y="{middle + 4:.1f}" fill="{INK}">{escape(row["words"])}</text>'
    )


def _shown(label: str) -> str:
    return label if len(label) <= MOST_LETTERS else f"{label[: MOST_LETTERS - 1]}…"


def _room(words: Iterable[str]) -> float:
    return max(map(len, words), default=0) * LETTER


def before_after(pairs: Sequence[Pair], *, title: str, desc: str, ident: str) -> str:
    """People by service, before and after, one panel an organisation; the lighter bar is before."""
    import altair as alt

    rows: list[dict[str, Any]] = [
        {"service": p["service"], "organisation": p["organisation"], "when": when, "people": people, "colour": colour}
        for p in pairs
        for when, people, colour in _two(p)
    ]
    services = list(dict.fromkeys(p["service"] for p in pairs))
    organisations = list(dict.fromkeys(p["organisation"] for p in pairs))
    top = max((row["people"] for row in rows), default=1) or 1
    width = max(110, (WIDTH - 210) // max(len(organisations), 1))
    panels = []
    for index, name in enumerate(organisations):
        axis = _labels() if index == 0 else alt.Axis(labels=False, ticks=False, domain=False)
        base = alt.Chart(_data([row for row in rows if row["organisation"] == name])).encode(
            y=alt.Y("service:N", sort=services, scale=alt.Scale(domain=services), title=None, axis=axis),
            yOffset=alt.YOffset("when:N", sort=["Before", "After"]),
        )
        x = alt.X("people:Q", title=None, scale=alt.Scale(domain=[0, top * 1.55]), axis=None)
        bar = base.mark_bar().encode(x=x, color=alt.Color("colour:N", scale=None))
        words = base.transform_calculate(words="format(datum.people, ',') + ' ' + lower(datum.when)")
        text = words.mark_text(align="left", dx=3, fontSize=11).encode(x=x, text="words:N")
        panels.append((bar + text).properties(width=width, height=30 * max(len(services), 1), title=name))
    return _svg(alt.hconcat(*panels, spacing=8), title, desc, ident)


def _two(pair: Pair) -> tuple[tuple[str, int, str], tuple[str, int, str]]:
    return ("Before", pair["before"], COLOURS["before"]), ("After", pair["after"], COLOURS["after"])


def gantt(
    milestones: Sequence[MilestoneBar], today: date, *, title: str, desc: str, ident: str, width: int = WIDTH
) -> str:
    """Baseline (hollow), forecast (filled) and actual (square) of each milestone, with today's line. A drawing that is
    narrower than a page's column has each name above its row, whole."""
    import altair as alt

    rows = [_milestone_row(milestone) for milestone in milestones]
    order = [row["label"] for row in rows]
    narrow = width < WIDTH
    dates = alt.Axis(format="%-d %b %Y", tickCount=3 if narrow else 6, labelOverlap=True)
    x = alt.X("at:T", title=None, scale=_span(rows, today), axis=dates)
    y = alt.Y("label:N", sort=order, title=None, axis=None if narrow else _labels())
    slips = (
        alt.Chart(_data(rows))
        .mark_rule(strokeWidth=3)
        .encode(
            x=alt.X("baseline:T", scale=_span(rows, today)), x2="end:T", y=y, color=alt.Color("colour:N", scale=None)
        )
    )
    base = alt.Chart(_data([{"label": r["label"], "at": r["baseline"]} for r in rows]))
    circle = base.mark_point(shape="circle", size=70, filled=True, fill="#ffffff", stroke=INK, strokeWidth=1.5)
    hollow = circle.encode(x=x, y=y)
    marks = [slips, hollow]
    for shape, name in (("diamond", "forecast"), ("square", "actual")):
        points = [{"label": r["label"], "at": r["end"], "colour": r["colour"]} for r in rows if r["end_is"] == name]
        if points:
            layer = alt.Chart(_data(points)).mark_point(shape=shape, size=95, filled=True, opacity=1)
            marks.append(layer.encode(x=x, y=y, color=alt.Color("colour:N", scale=None)))
    late = [{"label": r["label"], "at": r["end"]} for r in rows if r["late"]]
    if late:
        red = COLOURS["unallocated"]
        words = alt.Chart(_data(late)).encode(x=x, y=y)
        marks += _on_white(words, text="late", align="left", dx=9, fontWeight="bold", color=red)
    if narrow:
        names = alt.Chart(_data(rows)).encode(x=alt.value(0), y=y, text="label:N")
        marks += _on_white(names, align="left", dy=-15, limit=width, fontSize=13)
    size = (width - 20, 44) if narrow else (width - 230, 18)
    chart = alt.layer(*_today(today, rows), *marks).properties(width=size[0], height=size[1] * max(len(rows), 1))
    chart = chart.properties(title=alt.TitleParams(SIGNS, orient="bottom", fontSize=12, fontWeight="normal", offset=8))
    return _svg(chart, title, desc, ident)


def _on_white(words: Any, **placed: Any) -> list[Any]:
    """Words with white behind them, because the line of today can run there."""
    return [
        words.mark_text(**{**placed, "color": "#ffffff"}, stroke="#ffffff", strokeWidth=5),
        words.mark_text(**placed),
    ]


def _milestone_row(milestone: MilestoneBar) -> dict[str, Any]:
    end = milestone["actual_on"] or milestone["forecast_on"] or milestone["baseline_on"]
    return {
        "label": milestone["label"],
        "baseline": milestone["baseline_on"],
        "end": end,
        "end_is": "actual" if milestone["actual_on"] else "forecast" if milestone["forecast_on"] else "baseline",
        "late": milestone["late"],
        "colour": COLOURS["unallocated" if milestone["late"] else "share"],
    }


def _span(rows: list[dict[str, Any]], today: date) -> Any:
    import altair as alt

    days = [date.fromisoformat(row[key]) for row in rows for key in ("baseline", "end")] + [today]
    room = timedelta(days=max(7, (max(days) - min(days)).days // 12))
    first, last = min(days) - room / 2, max(days) + room
    return alt.Scale(domain=[{"year": d.year, "month": d.month, "date": d.day} for d in (first, last)])


def _today(today: date, rows: list[dict[str, Any]]) -> list[Any]:
    import altair as alt

    line = alt.Chart(_data([{"at": today.isoformat(), "words": f"Today, {long_date(today)}"}]))
    x = alt.X("at:T", scale=_span(rows, today))
    rule = line.mark_rule(strokeDash=[4, 3], color=INK, strokeWidth=1.5).encode(x=x)
    return [
        rule,
        line.mark_text(dy=-8, baseline="bottom", fontWeight="bold").encode(x=x, y=alt.value(0), text="words:N"),
    ]


def _labels(limit: int = 330) -> Any:
    import altair as alt

    return alt.Axis(labelLimit=limit, ticks=False, domain=False, labelPadding=8)


def _data(rows: list[dict[str, Any]]) -> Any:
    import altair as alt

    return alt.InlineData(values=rows)


def _svg(chart: Any, title: str, desc: str, ident: str) -> str:
    import vl_convert

    measure_with_our_own()
    styled = (
        chart.configure(font=DRAWN_IN, background="white", padding=6)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=13, labelColor=INK, gridColor=GRID, domainColor=GRID, tickColor=GRID, grid=False)
        .configure_text(color=INK, fontSize=12)
        .configure_title(fontSize=13, frame="group", color=INK, anchor="start", fontWeight="bold")
    )
    spec = styled.to_dict()
    return _accessible(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]), title, desc, ident)


def _accessible(svg: str, title: str, desc: str, ident: str) -> str:
    """Our title and description; the drawing library's own roles and labels, styles and ids taken out or renamed."""
    safe = re.sub(r"[^A-Za-z0-9_-]", "-", ident)
    svg = re.sub(r'\s(?:role|style|class|aria-[a-z]+)="[^"]*"', "", svg)
    svg = re.sub(r"<style[^>]*>.*?</style>", "", svg, flags=re.DOTALL)
    svg = svg.replace(f'"{DRAWN_IN}"', f'"{SHOWN_IN}"')
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{safe}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{safe}-\1)", svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#{safe}-\1"', svg)
    head = f'<title id="{safe}-title">{escape(title)}</title><desc id="{safe}-desc">{escape(desc)}</desc>'
    named = f' role="img" aria-labelledby="{safe}-title {safe}-desc">'
    opening, rest = svg.split(">", 1)
    return opening + named + head + rest


def draw(kind: str, data: dict[str, Any], *, title: str, desc: str, ident: str) -> str:
    """A snapshot's chart block: kind bridge (data: steps), gantt (milestones, today), before-after (pairs), bars."""
    if kind == "bridge":
        return bridge(data["steps"], title=title, desc=desc, ident=ident)
    if kind == "gantt":
        day = date.fromisoformat(data["today"])
        return gantt(data["milestones"], day, title=title, desc=desc, ident=ident)
    if kind == "before-after":
        return before_after(data["pairs"], title=title, desc=desc, ident=ident)
    return bars(data["items"], title=title, desc=desc, ident=ident, unit=data.get("unit", "count"))
