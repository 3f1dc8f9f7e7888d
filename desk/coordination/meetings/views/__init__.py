"""Pages of meetings; each part has a module of its own."""
