"""Forward dynamics: the back let go, with activations, reflexes or a controller."""
