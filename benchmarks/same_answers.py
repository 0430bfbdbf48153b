"""The answers of one tree as arrays, for `same.py`: run by the Python of that tree.

    python same_answers.py OUT.npz [--at FRAMES.npz] [--shared FOLDER]

Writes for every built-in task and subject the frames (angles, external wrenches) and the loads. With `--at`
the loads are those of another tree's frames, so that they are compared at equal angles.
"""

import argparse
import os
import warnings
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from revision import either, exactly

SUBJECTS = ("male", "female", "wilke")
FIELDS = ("times", "angles", "velocities", "accelerations", "external", "pressure")
RATE_HZ = 5.0
RECORDINGS = Path(__file__).resolve().parent.parent / "examples" / "recordings"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--at", type=Path)
    parser.add_argument("--shared", type=Path)
    options = parser.parse_args()
    at = np.load(options.at) if options.at else None
    found: dict[str, Any] = {}
    for subject in SUBJECTS:
        model = either("dorsum.motion.analyze").model_for(subject)
        for name in either("dorsum.motion.task").built_in_names():
            of_task(found, f"{name}|{subject}", model, either("dorsum.motion.task").Task.named(name), at)
    for path in recordings(options.shared):
        of_recording(found, path)
    np.savez(options.out, **found)


def of_task(found: dict[str, Any], key: str, model: Any, task: Any, at: Any) -> None:
    """Put the frames and loads of a task into `found`; a refusal as its sentence."""
    analysis = either("dorsum.mechanics.analysis")
    try:
        frames = own = either("dorsum.motion.frames").frames_of(task, model)
    except either("dorsum.errors").DorsumError as error:
        found[f"{key}|refused"] = np.array(str(error))
        return
    if at is not None and f"{key}|angles" in at:
        frames = frames._replace(**{name: at[f"{key}|{name}"] for name in FIELDS})
    else:
        found |= {f"{key}|{name}": getattr(frames, name) for name in FIELDS}
        found[f"{key}|relaxed"] = np.array(bool((task.keyframes or (task,))[0].posture.relaxed))
    found[f"{key}|own_angles"] = own.angles
    found |= {f"{key}|{name}": values for name, values in loads(analysis, model, frames).items()}


def loads(analysis: Any, model: Any, frames: Any) -> dict[str, Any]:
    """Loads on the spine of frames; where the tree refuses them the sentence of the refusal."""
    try:
        found = analysis.analyse_frames(model, frames)
    except either("dorsum.errors").DorsumError as error:
        return {"unbalanced": np.array(str(error))}
    arrays = {
        "compression": found.compression,
        "anterior_shear": found.anterior_shear,
        "right_shear": found.right_shear,
        "pressure_mpa": np.nan_to_num(found.pressure) / 1e6,
        "tension": found.tension,
        "moment": found.reactions.moment,
        "reserve": found.solution.reserves,
        "abdominal_kpa": np.asarray(found.equations.pressure) / 1e3,
    }
    if getattr(found, "shortfalls", None) is not None and not found.shortfalls.balanced.all():
        arrays["short"] = np.array(found.shortfalls.worst.words)
    return {name: np.asarray(values) for name, values in arrays.items()}


def recordings(shared: Path | None) -> list[Path]:
    """The recordings of the repository and, of a folder of outside data, those of other kinds."""
    found = [RECORDINGS / "opencap_squats1.mot", RECORDINGS / "rehazenter_2014001_walk.c3d"]
    return found + (sorted((shared / "motions").glob("*.bvh")) if shared else [])


def of_recording(found: dict[str, Any], path: Path) -> None:
    """Put totals and course of a recording into `found`."""
    analyze, smoothing = (
        either("dorsum.motion.recorded.analyze"),
        either("dorsum.motion.recorded.filter").Smoothing,
    )
    static = RECORDINGS / "rehazenter_2014001_static.c3d" if path.suffix == ".c3d" else None
    request = analyze.Request(path=path, static=static, smoothing=smoothing(rate_hz=RATE_HZ), **exactly())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = analyze.analyze_recording(request)
    if not hasattr(answer, "as_dict"):  # the totals are a function of the result
        answer = either("dorsum.motion.recorded.recorded").Recording.of(answer)
    known = answer.as_dict()
    key = f"recording {path.name}|"
    for name in ("mean_compression_n", "peak_compression_n", "peak_shear_n"):
        values = [level[name] for level in known["levels"]]
        found[f"{key}|{name}"] = np.array([np.nan if value is None else value for value in values])
    for name, course in known["course"].items():
        if isinstance(course, dict):
            found[f"{key}|course {name}"] = np.array(course["greatest"], dtype=float)


if __name__ == "__main__":
    main()
