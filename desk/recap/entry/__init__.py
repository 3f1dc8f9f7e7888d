"""Fast entry for those who call: station, one key, next."""
