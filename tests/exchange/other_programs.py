"""Programs that read the same files: OpenSim, which says much when it is imported, and ezc3d."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of its wrapper's types, which have no module
    import ezc3d
    import opensim

opensim.Logger.setLevelString("off")

__all__ = ["ezc3d", "opensim"]
