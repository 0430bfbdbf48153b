"""OpenSim as judge of geometry and forces."""
