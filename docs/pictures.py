"""Draw the pictures of the README: the built-in lifts from the side, muscles coloured by activation.

make pictures
"""

from pathlib import Path

from dorsum.cache import keep_compiled_code
from dorsum.motion.analyze import analyze
from dorsum.report.notebook import standalone
from dorsum.report.picture import side_view

FOLDER = Path(__file__).parent / "pictures"
TASKS = ("lifting_20kg_round_back", "lifting_20kg_bent_knees")


def main() -> None:
    keep_compiled_code()
    FOLDER.mkdir(exist_ok=True)
    for task in TASKS:
        path = FOLDER / f"{task}.svg"
        path.write_text(standalone(side_view(analyze(task))), encoding="utf-8")
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    main()
