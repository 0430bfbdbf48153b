"""From words or recordings to frames: postures, tasks, movements, and their analysis."""
