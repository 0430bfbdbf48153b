"""A drawing as an SVG file of its own, in plain colours that every viewer knows."""

from __future__ import annotations

from html import escape

STYLE = """
path{stroke-linejoin:round;stroke-linecap:round;paint-order:stroke}
text{font:600 17px "DejaVu Sans",Verdana,sans-serif;fill:#6c665d;text-anchor:middle}
.paper{fill:#fbfaf7}
.flesh{fill:#f3e6da;stroke:#d9c4b1;stroke-width:10}
.bone{fill:#fffdf8;stroke:#9a8f80;stroke-width:6}
.bone.plate{fill-opacity:.55}
.bone.faint{opacity:.3}
.hollow{fill:#9a8f80;opacity:.5}
.disc{fill:#a9bccb}
.rib{fill:none;stroke:#fffdf8;stroke-width:13}
.rib.edge{stroke:#9a8f80;stroke-width:18}
.rib.cartilage{stroke:#dcd8d0}
.rib.cartilage.edge{stroke:#9a8f80}
.edge{fill:none}
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
