"""What of the fallback the desk reminds of: couriers that are due, and blank spots without a plan."""

from desk.recap.reminding import legs, plans

__all__ = ["legs", "plans"]
