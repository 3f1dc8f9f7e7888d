"""The whole province at a moment, read once for all agencies, and its narrowing to what one of them reads."""
