"""What could extend the thorax: area and lever of every muscle that crosses a joint, and what is asked.

    python benchmarks/thoracic_extension.py [--subject male] [--task holding_20kg_60cm] [--joints T7/T8,T8/T9]

Nothing here has a bar. Every group of joints is balanced, the posture as stated. Of each joint it prints what
the task asks, what springs, fibres, pressure and muscles bear, what lacks, and muscle by muscle, both sides
together: maximal force, area, the share of the force that the posture leaves, lever about the joint, and the
most it extends with. The levers are read off the balance, so they count how obliquely a muscle crosses.
"""

import argparse

from dorsum import Options, Task
from dorsum.mechanics.parts import asked, parts_of
from dorsum.motion.analyze import analyze, model_for
from dorsum.units import MM, N_PER_CM2

LEAST_NM = 0.3  # N·m: a muscle that gives less is not listed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--subject", default="male")
    parser.add_argument("--task", default="holding_20kg_60cm")
    parser.add_argument("--joints", default="T7/T8,T8/T9")
    given = parser.parse_args()
    options = Options(free="all", posture="exact")
    model = model_for(given.subject, options)
    result = analyze(Task.named(given.task), model, options=options)
    found, frame = result.analysis, result.peak[0]
    parts, needs, n = parts_of(model, found), asked(model, found), len(model.active)
    by_row = found.problem.columns.frame(frame)[:, :n]
    gain, tension = found.problem.upper[frame, :n], model.body.fascicles.make.specific_tension
    for joint in given.joints.split(","):
        row = model.rows.names.index(f"{joint} z")
        borne = ", ".join(f"{name} {getattr(parts, name)[frame, row]:.1f}" for name in parts._fields)
        print(f"{joint}: {needs[frame, row]:.1f} N·m of extension asked; {borne}")
        each: dict[str, list[float]] = {}
        for at, moment, left in zip(model.active, by_row[row], gain, strict=True):
            fascicle = model.body.fascicles[at]
            if moment:
                force = fascicle.maximal_force
                of = each.setdefault(fascicle.muscle, [0.0] * 4)
                of[0] += force
                of[1] += force / tension[at] * N_PER_CM2
                of[2] += force * left
                of[3] += moment * left
        most = sum(of[3] for of in each.values() if of[3] > 0)
        print(f"  all that extend, at full strength: {most:.1f} N·m")
        for muscle, (force, area, left_n, nm) in sorted(each.items(), key=lambda item: -item[1][3]):
            if nm >= LEAST_NM:
                lever = nm / left_n / MM
                print(
                    f"  {muscle:38}{force:7.0f} N {area:6.2f} cm² {left_n / force:6.0%}"
                    f" {lever:6.1f} mm {nm:6.1f} N·m"
                )


if __name__ == "__main__":
    main()
