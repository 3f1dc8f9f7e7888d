"""Lists of sightings from files."""
