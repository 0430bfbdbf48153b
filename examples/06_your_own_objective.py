"""Your own rule of sharing: large muscles first, small ones spared."""

import numpy as np

from dorsum import Objective, analyze

spare_the_small = Objective(
    name="spare_the_small",
    power=3,
    weights=lambda fascicles: np.median(fascicles.maximal_force) / fascicles.maximal_force,
    words="the least sum of cubed relative forces, small fascicles weighed more",
)
for objective in ("relative_force_cubed", "stress_cubed", "activation_squared", spare_the_small):
    result = analyze("standing_bent_forward", objective=objective)
    largest = float(np.nanmax(result.activations))
    load = float(result.compression.sel(level="L5/S1")[0])
    print(f"{result.objective:22} L5/S1 {load:.0f} N, greatest activation {largest:.2f}")
print("moments balance to", result.certificate()["moment_imbalance_nm"], "N·m")
