"""The back as an OpenSim model: what is written, under which names, and what OpenSim then says of it."""
