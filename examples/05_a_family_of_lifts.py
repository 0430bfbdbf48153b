"""A family of lifts as a table: how the load grows with mass and reach."""

import pandas as pd

from dorsum import Body, Load, Model, Posture, Task, analyze

model = Model(Body.of("male"))  # compiled once for all lifts
rows = []
for mass in (5, 10, 15):
    for reach in (0.25, 0.40, 0.55):
        load = Load(mass_kg=mass, reference="shoulders", forward_m=reach, up_m=-0.30)
        lift = Task(title=f"{mass} kg at {reach} m", posture=Posture(trunk_inclination=20), loads=[load])
        result = analyze(lift, model)
        compression = float(result.compression.sel(level="L5/S1")[0])
        rows.append((mass, reach, compression, float(result.short_nm[0])))

lifts = pd.DataFrame(rows, columns=["mass_kg", "reach_m", "compression_n", "short_nm"])
table = lifts.pivot(index="reach_m", columns="mass_kg", values="compression_n")
print(table.round(-1))
print(f"{(lifts.short_nm > 0).sum()} of {len(lifts)} are lower bounds: the muscles lack something")
table.plot(ylabel="compression of L5/S1, N").figure.savefig("lifts.png")
