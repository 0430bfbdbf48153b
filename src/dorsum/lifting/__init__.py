"""Lifts as ergonomists write them: posture, course, loads, indices, and what should change."""
