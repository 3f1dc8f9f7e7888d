"""The kill harness: a whole installation under load whose processes are killed at random, and an account at the end.

Modules here import each other by relative names: some run inside the installation, as `harness.…` without the set-up
of the test session that importing `tests` brings.
"""
