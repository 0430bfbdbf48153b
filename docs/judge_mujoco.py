"""Lets MuJoCo judge the exported model anew and writes src/dorsum/judges/mujoco.json; half a minute."""

from dorsum.cache import keep_compiled_code
from dorsum.judges.mujoco import POSTURES, judge, store
from dorsum.motion.analyze import model_for

if __name__ == "__main__":
    keep_compiled_code()
    model = model_for("male")
    print(f"asking MuJoCo about {POSTURES} postures", flush=True)
    found = judge(model)
    store(model.body.tables, found)
    for row in found:
        verdict = "agrees" if row.holds else "DIFFERS"
        print(f"{row.what}: {row.largest:.1e} {row.unit} ({row.compared} compared), {verdict}")
