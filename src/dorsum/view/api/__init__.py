"""What page and server say to each other; the OpenAPI document and the types of the page follow from it."""
