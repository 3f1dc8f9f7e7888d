"""Background work of the recap; each part registers its own handlers."""

from desk.recap.plans import jobs as plans
from desk.recap.sirekap import jobs as sirekap

__all__ = ["plans", "sirekap"]
