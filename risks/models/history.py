"""Tracking whose event tables leave out indexes that nobody reads by."""

from collections.abc import Callable
from typing import Any

import pghistory
from django.db import models


def tracked(*trackers: pghistory.RowEvent) -> Callable[[type[models.Model]], Any]:
    """Track a model as pghistory.track does, by statement and without an index for each foreign key of its event table.

    A statement that changes a thousand rows writes their events at once instead of calling a trigger for each. History
    reads events by their record and their context, both of which keep theirs; eight more indexes at each event made
    such a statement half as slow again. Trackers are named one by one: copies of the settings' own ones are not known
    as what they are when a trigger is to work by statement (pghistory 3.9).
    """

    def track(model: type[models.Model]) -> Any:
        plain = {
            field.name: models.ForeignKey(
                field.remote_field.model,
                models.DO_NOTHING,
                null=field.null,
                blank=field.blank,
                verbose_name=field.verbose_name,
                db_index=False,
                db_constraint=False,
                related_name="+",
                related_query_name="+",
            )
            for field in model._meta.local_fields
            if isinstance(field, models.ForeignKey)
        }
        return pghistory.track(*trackers, attrs=plain, level=pghistory.Statement)(model)

    return track
