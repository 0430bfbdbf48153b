"""Scale the exported back in OpenSim, and let fibres and tendons grow with their paths, which it does not.

Needs `pip install opensim`. The model of another person, `dorsum export --subject`, needs none of this.
"""

import numpy as np
import opensim

from dorsum import export

opensim.Logger.setLevelString("Off")
opensim.Logger.removeFileSink()
export("osim", "back.osim")
model = opensim.Model("back.osim")
state = model.initSystem()
muscles = [model.getMuscles().get(k) for k in range(model.getMuscles().getSize())]


def of_all(ask) -> np.ndarray:
    return np.array([ask(muscle) for muscle in muscles])


lengths, before = of_all(lambda m: m.getLength(state)), of_all(lambda m: m.getNormalizedFiberLength(state))
scales = opensim.ScaleSet()
for segment in ("ground", *(body.getName() for body in model.getBodyList())):
    scale = opensim.Scale()
    scale.setSegmentName(segment)
    scale.setScaleFactors(opensim.Vec3(1.1))
    scale.setApply(True)
    scales.cloneAndAppend(scale)
model.scale(state, scales, False)
state = model.initSystem()
print("as scaled: fibres off by", abs(of_all(lambda m: m.getNormalizedFiberLength(state)) - before).max())
for muscle, growth in zip(muscles, of_all(lambda m: m.getLength(state)) / lengths, strict=True):
    muscle.setOptimalFiberLength(growth * muscle.getOptimalFiberLength())
    muscle.setTendonSlackLength(growth * muscle.getTendonSlackLength())
state = model.initSystem()
off = abs(of_all(lambda m: m.getNormalizedFiberLength(state)) - before).max()
print(f"mended: off by {off:.6f} optimal lengths")
model.printToXML("scaled.osim")
