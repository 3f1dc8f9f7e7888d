"""The words of change for meetings; each part has a module of its own."""
