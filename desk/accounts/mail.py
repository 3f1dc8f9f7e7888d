"""Mails about accounts; they leave through the desk's own outgoing mail."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.accounts.adapter import password_link
from desk.accounts.models import User


def send_invitation(user: User, *, inviter: User | None) -> None:
    """Mail a person the link at which they set their password; it holds for three days and works once."""
    facts = {
        "person": user,
        "inviter": inviter,
        "link": password_link(user_pk_to_url_str(user), default_token_generator.make_token(user)),
        "site": settings.SITE_URL,
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
    }
    # In the reader's language, as far as it is known; the inviter's is not theirs.
    with override(user.reads):
        mail = EmailMultiAlternatives(
            settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + _("Undangan ke Desk Pemilu"),
            render_to_string("accounts/mail/invitation.txt", facts),
            settings.DEFAULT_FROM_EMAIL,
            [user.email],
        )
        mail.attach_alternative(render_to_string("accounts/mail/invitation.html", facts), "text/html")
    mail.send()
