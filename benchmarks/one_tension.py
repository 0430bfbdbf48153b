"""What one tension for every muscle does: strength of the trunk, and a few tasks.

    python benchmarks/one_tension.py [--free all] [male female]

The tables give each set of areas the tension that belongs to it (`specific_tensions.csv`). Beside that all
sets at 46 and at 60 N/cm²: active force alone, what stretched fibres bear stays. Moment at L5/S1 against the
pad in N·m, the posture giving; compression of L4/L5 in N, and the share of the trunk's strength that is used.
"""

import argparse
from dataclasses import replace

from dorsum.anatomy.altered import with_rows
from dorsum.anatomy.read import Tables, load
from dorsum.body.body import Body
from dorsum.function.strength import strength
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import analyze

TENSIONS = (None, 46.0, 60.0)  # N/cm²; None: each set its own
EFFORTS = ("extension", "flexion", "bending", "twist")
TASKS = ("standing_relaxed", "lifting_20kg_bent_knees", "lifting_20kg_round_back", "holding_20kg_60cm")


def at_one(tables: Tables, tension: float) -> Tables:
    """Tables in which every muscle pulls with this force per area, N/cm²."""
    sets = tuple(replace(row, tension_n_cm2=tension) for row in tables.specific_tensions)
    fascicles = tuple(replace(row, specific_tension_n_cm2=tension) for row in tables.fascicles)
    return with_rows(tables, {"specific_tensions": sets, "fascicles": fascicles})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("subjects", nargs="*", default=["male", "female"])
    parser.add_argument("--free", default="all", help="groups of joints that are balanced besides the spine")
    given, tables = parser.parse_args(), load()
    options = Options(free=given.free, posture="giving")
    for subject in given.subjects:
        for tension in TENSIONS:
            altered = tables if tension is None else at_one(tables, tension)
            model = Model(Body.of(subject, altered, free=options.free or ()))
            moments = [strength(model, "L5/S1", effort, options=options).moment_nm for effort in EFFORTS]
            told = "each its own" if tension is None else f"{tension:g} N/cm²"
            print(f"{subject}, {told}: " + ", ".join(f"{each:.0f}" for each in moments) + " N·m", flush=True)
            for task in TASKS:
                result = analyze(task, model)
                load_n = result.array("compression")[:, result.levels.index("L4/L5")].max()
                used = result.array("trunk_strength_used").max()
                lacks = f"; {result.shortfall.words}" if result.shortfall else ""
                print(f"  {task}: {load_n:.0f} N, {used:.2f} of the strength{lacks}", flush=True)


if __name__ == "__main__":
    main()
