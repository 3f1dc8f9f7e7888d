"""Grant agreements (NPHD) between a region and an agency, their instalments and payments."""
