"""Muscles as one triangle mesh for the picture. Mechanics uses the lines of the fascicles; see `mesh`."""
