"""What reminders do; tasks are the first kind of things, known wherever this package is."""

from desk.coordination.reminders import tasks

__all__ = ["tasks"]
