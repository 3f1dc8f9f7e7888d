"""Severity from likelihood times impact, pure: a five by five matrix with thresholds that the desk sets."""

from dataclasses import dataclass

from django.db.models import IntegerChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from risks.kinds import Severity


class Likelihood(IntegerChoices):
    """How likely it is that it happens."""

    RARE = 1, _("sangat jarang")
    UNLIKELY = 2, _("jarang")
    POSSIBLE = 3, _("mungkin")
    LIKELY = 4, _("sering")
    CERTAIN = 5, _("hampir pasti")


class Impact(IntegerChoices):
    """How much it harms the vote if it happens."""

    SLIGHT = 1, _("sangat ringan")
    MINOR = 2, _("ringan")
    MODERATE = 3, _("sedang")
    MAJOR = 4, _("berat")
    SEVERE = 5, _("sangat berat")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The products (1 to 25) from which a risk is medium, high and critical; less than medium is low."""

    medium: int = 5
    high: int = 10
    critical: int = 17

    def __post_init__(self) -> None:
        if not 1 < self.medium < self.high < self.critical <= 25:
            raise ValueError("the thresholds of the risk matrix must rise from 2 to 25")

    def severity(self, likelihood: int, impact: int) -> Severity:
        """Give the severity of a likelihood and an impact, each from 1 to 5."""
        score = likelihood * impact
        if score >= self.critical:
            return Severity.CRITICAL
        if score >= self.high:
            return Severity.HIGH
        return Severity.MEDIUM if score >= self.medium else Severity.LOW

    def words(self) -> str:
        """Say the thresholds as they are set, for the form."""
        return gettext("Hasil kali: Sedang mulai %(medium)d, Tinggi mulai %(high)d, Kritis mulai %(critical)d.") % {
            "medium": self.medium,
            "high": self.high,
            "critical": self.critical,
        }
