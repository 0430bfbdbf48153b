"""Writing what other programs read: OpenSim, MuJoCo, glTF."""
