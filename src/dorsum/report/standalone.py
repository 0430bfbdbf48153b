"""A drawing as an SVG file of its own, in plain colours that every viewer knows."""

from __future__ import annotations

from html import escape

STYLE = """
path{stroke-linejoin:round;stroke-linecap:round;paint-order:stroke}
text{font:600 17px "DejaVu Sans",Verdana,sans-serif;fill:#6c665d;text-anchor:middle}
.paper{fill:#fbfaf7}
"""


def svg_file(
    width: float, height: float, title: str, content: str, style: str = "", base: str = STYLE
) -> str:
    """A whole SVG file of that size in pixels; `base` is the style of drawings of the body unless given."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img"><title>{escape(title)}</title>'
        f"<style>{base}{style}</style>"
        f'<rect class="paper" width="{width:g}" height="{height:g}"/>{content}</svg>'
    )
