"""Readiness: what must stand before polling day in every kecamatan, and what each agency says of it."""
