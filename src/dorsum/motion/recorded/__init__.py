"""Recorded motion turned into the angles of our body, and its analysis."""
