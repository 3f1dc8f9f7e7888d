"""The demo's numbers without lists, and the published index: what sources said, marked as such."""

from decimal import Decimal

from desk.demo.draw import identifier
from desk.demo.scene import Scene
from risks.actions.indices import instrument
from risks.instruments import IKP_2024
from risks.kinds import Kind
from risks.models import Claim, IndexScore

NOTE = "Data simulasi: angkanya dari pernyataan yang dipublikasikan pada 2024, tanggal dan pencatatnya simulasi."
# Region, number, source (an agency's code, or words), what is counted, days ago.
BLANK = (
    ("36.01", 29, "kpu", "Tanpa sinyal", 40),
    ("36.01", 147, "kpu-36-01", "Hasil pengecekan lapangan; sinyal lemah ikut dihitung", 8),
    ("36.02", 360, "kpu", "Tanpa sinyal", 40),
    ("36.02", 358, "Sumber tidak disebut", "", 33),
    ("36", 452, "kpu", "Tanpa sinyal", 40),
    ("36", 554, "bawaslu", "", 22),
)
# Region, score, category; the category only where one was published.
IKP = (("36", "66.53", "sedang"), ("36.01", "77.74", ""), ("36.02", "58.78", ""), ("36.73", "53.32", ""))
IKP_SOURCE = "Bawaslu, IKP 2024"


def write_claims(scene: Scene) -> None:
    """Write down the claims and the published scores; the same rows for the same day."""
    Claim.objects.bulk_create(
        [
            Claim(
                election=scene.election,
                region_id=region,
                kind=Kind.BLANK_SPOT,
                number=number,
                counts=counts,
                source=scene.agencies.get(source),
                source_text="" if source in scene.agencies else source,
                as_of=scene.ago(days).date(),
                note=NOTE,
                recorded_by=scene.operator(region),
                recorded_at=scene.ago(days - 1),
                client_id=identifier(scene.at.date(), "claim", region, number),
            )
            for region, number, source, counts, days in BLANK
        ]
    )
    measure = instrument(IKP_2024.code, IKP_2024.version)
    IndexScore.objects.bulk_create(
        [
            IndexScore(
                instrument=measure,
                region_id=region,
                score=Decimal(score),
                category=category,
                source=IKP_SOURCE,
                recorded_by=scene.operator("36"),
                recorded_at=scene.ago(41),
                client_id=identifier(scene.at.date(), "index", region),
            )
            for region, score, category in IKP
        ]
    )
