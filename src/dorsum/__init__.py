"""Dorsum: an executable model of the human back."""
