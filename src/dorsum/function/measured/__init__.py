"""Everything that was measured and that the model can answer, row by row; see `comparison` for the rules."""
