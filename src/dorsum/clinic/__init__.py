"""Backs that are not whole: cut nerves, weak and wasted muscles, and what follows from them."""
