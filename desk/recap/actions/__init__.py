"""The words of change of the recap; each thing has a module of its own."""
