"""Web pages: their trees, their metadata, and the article in them."""
