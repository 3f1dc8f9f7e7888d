"""Risks that are referred to an agency, and the answers that come back."""
