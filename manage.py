#!/usr/bin/env python
"""Runs the project's management commands."""

import os
import sys

from django.core.management import execute_from_command_line

from desk import celery

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
    # Whatever a command queues goes to this project's broker.
    celery.app.set_default()
    execute_from_command_line(sys.argv)
