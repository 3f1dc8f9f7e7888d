"""Makes and freezes one numbered briefing."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from desk.agencies.models import Agency
from desk.briefings.actions import NotPossible, authorise, draft, issue
from desk.briefings.kinds import BriefingState, Edition
from desk.briefings.models import Briefing
from tps.models import Election


class Command(BaseCommand):
    """The same agency, edition and period again gives the same bytes."""

    help = "Draft, authorise and issue an agency's briefing; issued before, it gives the frozen one again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what is understood."""
        parser.add_argument("--agency", required=True, help="code of the agency, any case: kpu")
        period = parser.add_mutually_exclusive_group(required=True)
        period.add_argument("--week", help="ISO week: 2024-W05")
        period.add_argument("--day", help="day of a daily edition: 2024-01-29")
        parser.add_argument("--edition", choices=Edition.values, help="weekly, or daily (what --day means)")
        parser.add_argument("--election", help="code of the election (default: the current one)")
        parser.add_argument("--out", type=Path, help="write the PDF to this file")
        parser.add_argument("--json", action="store_true", help="print only a JSON summary")

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue the briefing and say where it is."""
        agency = Agency.objects.by_code(options["agency"]).first()
        if agency is None:
            raise CommandError(f"Instansi {options['agency']!r} tidak dikenal.")
        election = self._election(options["election"])
        edition = options["edition"] or (Edition.DAILY if options["day"] else Edition.WEEKLY)
        if (edition == Edition.DAILY) != bool(options["day"]):
            raise CommandError("Edisi harian memerlukan --day, edisi mingguan --week.", returncode=2)
        try:
            briefing, made = self._issue(agency, election, edition, options["week"] or options["day"])
        except NotPossible as refusal:
            raise CommandError(str(refusal)) from refusal
        document = briefing.document
        if document is None:
            raise CommandError("Laporan belum dapat diterbitkan.")
        if options["out"]:
            try:
                options["out"].write_bytes(bytes(document.content))
            except OSError as error:
                raise CommandError(f"{options['out']} tidak dapat ditulis: {error.strerror}.") from error
        found = {
            "briefing": briefing.pk,
            "number": document.number,
            "digest": document.digest,
            "code": document.code,
            "pages": document.pages,
            "size": document.size,
            "issued": made,
        }
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            word = "Diterbitkan" if made else "Sudah terbit sebelumnya"
            self.stdout.write(f"{word}: {document.number}, {document.pages} halaman, sha256 {document.digest}")

    def _issue(self, agency: Agency, election: Election, edition: str, period: str) -> tuple[Briefing, bool]:
        now = clock.now()
        frozen = Briefing.objects.about(agency.pk, edition, period).filter(state=BriefingState.ISSUED)
        found = frozen.select_related("document").first()
        if found:
            return found, False
        briefing, _made = draft(agency, election, edition=edition, period=period, actor=None, at=now)
        if briefing.state == BriefingState.DRAFT:
            authorise(briefing, actor=None, at=now)
        issued = issue(briefing.pk, at=clock.now())
        if issued is None:
            raise NotPossible("Laporan tidak ditemukan lagi.")
        return issued, True

    def _election(self, code: str | None) -> Election:
        rows = Election.objects.filter(code=code) if code else Election.objects.running()
        found = rows.first()
        if found is None:
            raise CommandError(
                f"Pemilihan {code!r} tidak dikenal." if code else "Belum ada pemilihan yang sedang berjalan."
            )
        return found
