"""The demo's accounts, as the contract names them; they exist only here and share one well-known password."""

from django.contrib.auth.hashers import make_password

from desk.accounts.models import User
from desk.accounts.roles import Role
from desk.agencies.models import Agency

PASSWORD = "desk-demo"  # noqa: S105 — public on purpose: the demo prints it
HOST = "desk.example"
# User name, full name, role, remit, agency, may authorise.
ACCOUNTS = (
    ("admin", "Admin Desk", Role.ADMIN, "", "", False),
    ("operator.banten", "Operator Banten", Role.OPERATOR, "36", "", False),
    ("operator.lebak", "Operator Lebak", Role.OPERATOR, "36.02", "", False),
    ("operator.pandeglang", "Operator Pandeglang", Role.OPERATOR, "36.01", "", False),
    ("pejabat", "Pejabat Pengesah", Role.OFFICIAL, "", "", True),
    ("kpu", "Penghubung KPU", Role.LIAISON, "", "kpu", False),
    ("bawaslu", "Penghubung Bawaslu", Role.LIAISON, "", "bawaslu", False),
    ("forkopimda", "Penghubung Forkopimda", Role.LIAISON, "", "forkopimda", False),
    ("diskominfo", "Penghubung Diskominfo", Role.LIAISON, "", "diskominfo", False),
    ("lapangan", "Pelapor Lapangan", Role.FIELD, "36.02", "", False),
    ("luar", "Orang Luar", Role.NONE, "", "", False),
)


def make_people(agencies: dict[str, Agency]) -> dict[str, User]:
    """Make the accounts; gives them by user name."""
    secret = make_password(PASSWORD)  # once: eleven slow hashes would be most of the seeding
    for username, name, role, remit, agency, may_authorise in ACCOUNTS:
        first, _, last = name.partition(" ")
        User.objects.create(
            username=username,
            password=secret,
            first_name=first,
            last_name=last,
            email=f"{username}@{HOST}",
            role=role,
            remit=remit,
            agency=agencies.get(agency),
            may_authorise=may_authorise,
            is_staff=role == Role.ADMIN,
            is_superuser=role == Role.ADMIN,
            demo=True,
        )
    return {user.username: user for user in User.objects.filter(demo=True)}
