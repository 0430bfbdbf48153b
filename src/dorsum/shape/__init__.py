"""Bones and muscles as surfaces."""
