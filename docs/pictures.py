"""Draw the pictures of the README: the built-in lifts from the side, muscles coloured by effort.

make pictures
"""

import re
from pathlib import Path

from jinja2 import Environment, PackageLoader

from dorsum.motion.analyze import analyze
from dorsum.report.effort import LIGHT
from dorsum.report.picture import side_view

FOLDER = Path(__file__).parent / "pictures"
TASKS = ("lifting_20kg_round_back", "lifting_20kg_bent_knees")


def standalone(svg: str) -> str:
    """A picture of the report with the report's style inside, in its light colours."""
    template = Environment(loader=PackageLoader("dorsum.report")).get_template("report.css")
    style = template.render(light=LIGHT, dark=LIGHT)
    style = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", style)
    head, body = svg.split(">", 1)
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{style}</style>{body}'


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for task in TASKS:
        path = FOLDER / f"{task}.svg"
        path.write_text(standalone(side_view(analyze(task))), encoding="utf-8")
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    main()
