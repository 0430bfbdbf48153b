"""Other engines that compute the same, and what they found."""
