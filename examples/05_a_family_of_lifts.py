"""A family of lifts as a table: how the load grows with mass and reach."""

from itertools import product

import pandas as pd

from dorsum import BadInput, Load, Posture, Task, analyze_many

lifts = [
    Task(
        title=f"{mass} kg at {reach} m",
        posture=Posture(trunk_inclination=20),
        loads=[Load(mass_kg=mass, reference="shoulders", forward_m=reach, up_m=-0.30)],
    )
    for mass, reach in product((5, 10, 15), (0.25, 0.40, 0.55))
]
rows = []
for lift, result in zip(lifts, analyze_many(lifts, "male"), strict=True):
    if isinstance(result, BadInput):
        print(f"{lift.title} is out of reach: {result}")
        continue
    (load,) = lift.loads
    compression = float(result.compression[0, 0])  # of L5/S1, the lowest level
    rows.append((load.mass_kg, load.forward_m, compression, float(result.short_nm[0])))

table = pd.DataFrame(rows, columns=["mass_kg", "reach_m", "compression_n", "short_nm"])
print(table.pivot(index="reach_m", columns="mass_kg", values="compression_n").round(-1))
print(f"{(table.short_nm > 0).sum()} of {len(table)} are lower bounds: the muscles lack something")
table.pivot(index="reach_m", columns="mass_kg", values="compression_n").plot(
    ylabel="compression of L5/S1, N"
).figure.savefig("lifts.png")
