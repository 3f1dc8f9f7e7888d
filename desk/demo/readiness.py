"""The demo's readiness: simulated statements of some agencies, with gaps, faded ones and contradictions on purpose."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from desk.coordination.models import ReadinessChecklist, ReadinessItem, ReadinessStatement
from desk.coordination.readiness.kinds import CountsFrom, Said, Subject
from desk.coordination.readiness.reference import shipped
from desk.coordination.readiness.rules import Item
from desk.demo.draw import fraction, identifier
from desk.demo.scene import Scene
from tps.models import PollingStation, Stage

# The items of the demo that hang on a stage: by the first letters of its name, and the day counted from its first.
ON_STAGE = {
    "quiet-period": ("Masa tenang", 0),
    "police": ("Pemungutan", -7),
    "escort": ("Pemungutan", -3),
    "lamps": ("Pemungutan", -3),
    "ppk-office": ("Rekapitulasi", -4),
}
# How much each regency has been asked about, and in how many kecamatan a subject gives no trouble: shares in percent.
HEARD = {"36.01": 78, "36.02": 88, "36.03": 55, "36.04": 70, "36.71": 82, "36.72": 92, "36.73": 74, "36.74": 38}
READY = {"36.01": 72, "36.02": 76, "36.03": 90, "36.04": 84, "36.71": 92, "36.72": 98, "36.73": 90, "36.74": 94}
# The agency that speaks of each subject; "{}" is the regency's own.
SPEAKERS = {
    Subject.LOGISTICS: "kpu-{}",
    Subject.STAFF: "kpu-{}",
    Subject.VENUE: "kpu-{}",
    Subject.POWER: "pln",
    Subject.SIGNAL: "diskominfo-{}",
    Subject.SECURITY: "",
    Subject.HEALTH: "dinkes",
}
POLICE = {
    "36.01": "polres-pandeglang",
    "36.02": "polres-lebak",
    "36.03": "polresta-tangerang",
    "36.04": "polres-serang",
    "36.71": "polres-metro-tangerang-kota",
    "36.72": "polres-cilegon",
    "36.73": "polresta-serang-kota",
    "36.74": "polres-tangerang-selatan",
}
NOTES = {
    "ballots": "Simulasi: kekurangan surat suara sudah dimintakan ke gudang kabupaten.",
    "delivery": "Simulasi: jalan ke dua desa terputus bila hujan; porter belum ditunjuk.",
    "kpps": "Simulasi: tiga TPS masih kurang anggota.",
    "venues-reserve": "Simulasi: lokasi cadangan belum disetujui pemilik gedung.",
    "signal-fallback": "Simulasi: kurir untuk empat TPS belum ditetapkan.",
    "generators": "Simulasi: genset pinjaman belum tiba.",
    "police": "Simulasi: jumlah personel belum cukup untuk TPS sangat rawan.",
}


def write_readiness(scene: Scene) -> int:
    """Write a checklist with stages and what agencies said of it; gives how many statements."""
    items = _checklist(scene)
    stations = PollingStation.objects.of(scene.election.pk).order_by()
    districts = sorted({code[:8] for code in stations.values_list("region_id", flat=True).distinct()})
    rows = [row for district in districts for item in items for row in _said(scene, district, item)]
    ReadinessStatement.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _checklist(scene: Scene) -> list[Item]:
    checklist = ReadinessChecklist.objects.create(
        election=scene.election,
        version=1,
        reason="Simulasi: beberapa butir dikaitkan dengan tahapan.",
        written_by=scene.operator("36"),
        written_at=scene.ago(24),
        client_id=identifier(scene.at.date(), "readiness"),
    )
    stages = list(Stage.objects.filter(election=scene.election))
    items = []
    for item in shipped():
        name, day = ON_STAGE.get(item.code, ("", 0))
        stage = next((each for each in stages if name and each.name.startswith(name)), None)
        items.append(replace(item, stage_id=stage.pk, day=day, counts_from=CountsFrom.STAGE) if stage else item)
    ReadinessItem.objects.bulk_create(
        ReadinessItem(
            checklist=checklist,
            code=item.code,
            subject=item.subject,
            title=item.title,
            help=item.help,
            counts_from=item.counts_from,
            stage_id=item.stage_id,
            day=item.day,
            stale_days=item.stale_days,
            position=position,
        )
        for position, item in enumerate(items)
    )
    return items


def _said(scene: Scene, district: str, item: Item) -> Iterator[ReadinessStatement]:
    regency = district[:5]
    if fraction("heard", district, item.code) * 100 >= HEARD[regency]:
        return
    speaker = POLICE[regency] if item.subject == Subject.SECURITY else SPEAKERS[Subject(item.subject)]
    speaker = "bawaslu-{}" if item.code == "ptps" else speaker
    speaker = speaker.format(regency.replace(".", "-"))
    now = _state(district, item, READY[regency])
    # Most is recent enough; about one in eight has faded.
    age = fraction("age", district, item.code) * item.stale_days * 1.13
    if fraction("before", district, item.code) < 0.3:
        yield _row(scene, district, item, _state(district, item, READY[regency] - 30, "before"), speaker, age + 8)
    yield _row(scene, district, item, now, speaker, age)
    if fraction("watched", district, item.code) < 0.025 and item.code != "ptps":
        other = Said.RED if now != Said.RED else Said.GREEN
        yield _row(scene, district, item, other, f"bawaslu-{regency.replace('.', '-')}", age * 0.8)


def _state(district: str, item: Item, ready: int, *salt: str) -> Said:
    if item.code == "venues-reserve" and fraction("dry", district) < 0.4:
        return Said.NA
    if fraction("trouble", district, item.subject, *salt) * 100 < ready:
        return Said.GREEN
    drawn = fraction("state", district, item.code, *salt)
    if drawn < 0.45:
        return Said.GREEN
    return Said.AMBER if drawn < 0.9 else Said.RED


def _row(scene: Scene, district: str, item: Item, state: Said, source: str, days: float) -> ReadinessStatement:
    observed = scene.ago(days) - timedelta(hours=1)
    recorder = scene.people.get(source, scene.operator(district))
    return ReadinessStatement(
        election=scene.election,
        region_id=district,
        item=item.code,
        asked=item.title,
        state=state,
        source=scene.agencies[source],
        informant="Simulasi",
        observed_at=observed,
        note=NOTES.get(item.code, "Simulasi: masih dikerjakan.") if state in {Said.RED, Said.AMBER} else "",
        recorded_by=recorder,
        recorded_at=observed + timedelta(minutes=45),
        batch=identifier(scene.at.date(), "readiness", district, item.code, source, state, days),
    )
