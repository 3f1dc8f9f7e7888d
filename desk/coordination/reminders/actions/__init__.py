"""What reminders do; tasks and referrals are the things known wherever this package is."""

from desk.coordination.reminders import referrals, tasks

__all__ = ["referrals", "tasks"]
