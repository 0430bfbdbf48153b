"""Lifting as ergonomists ask of it: published rules beside what the model's back bears."""
