"""Pictures drawn from the shapes of the page: no browser, display or graphics card."""
