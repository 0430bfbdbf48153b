"""A result in a notebook: its lines, the picture and the lumbar levels; and the report that it writes."""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape
from pathlib import Path

import numpy as np
from jinja2 import Environment, PackageLoader

from dorsum.body.skeleton import LUMBAR
from dorsum.mechanics.result import Result
from dorsum.report.html import write_report
from dorsum.report.picture import side_view
from dorsum.report.recording import write_recording_report
from dorsum.units import MPA

SHOWN = (*LUMBAR, "T12/L1")


def write_report_of(result: Result, path: Path | str) -> None:
    """Write the report of a result."""
    if result.recorded is None:
        write_report([result], path)
    else:
        write_recording_report(result, path)


def html_of(result: Result) -> str:
    """Lines, picture and a table of the lowest levels in the frame that loads them most; one screen."""
    frame = result.peak[0]
    picture = b64encode(standalone(side_view(result, frame)).encode()).decode()
    head = "".join(f"<div>{escape(line)}</div>" for line in result.lines())
    columns = ("level", "compression, N", "shear forward, N", "right, N", "pressure, MPa")
    rows = "".join(_row(result, frame, level) for level in SHOWN)
    names = "".join(f"<th>{name}</th>" for name in columns)
    table = f"<table><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>"
    image = (
        f'<img alt="{escape(result.title)}" style="height:22em" src="data:image/svg+xml;base64,{picture}">'
    )
    return f'<div>{head}<div style="display:flex;gap:2em;align-items:center">{image}{table}</div></div>'


def _row(result: Result, frame: int, level: str) -> str:
    k = result.levels.index(level)
    pressure = result.pressure[frame, k] / MPA
    loads = (result.compression, result.anterior_shear, result.right_shear)
    cells = [level, *(f"{load[frame, k]:.0f}" for load in loads)]
    cells[1] = "≥ " * (not result.balanced[frame]) + cells[1]
    cells.append("" if np.isnan(pressure) else f"{pressure:.2f}")
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def standalone(svg: str) -> str:
    """A picture of the report with the report's style inside, in its light colours."""
    template = Environment(loader=PackageLoader("dorsum.report"), autoescape=True).get_template("report.css")
    style = template.render(ramp={})
    style = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", style)
    head, body = svg.split(">", 1)
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{style}</style>{body}'
