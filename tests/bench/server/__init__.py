"""The server of the measurements: the product with the baselines beside it."""
