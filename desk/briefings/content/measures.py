"""The figures by which one issue is laid beside the one before it. Pure; what nobody has said is absent, never 0."""

from desk.briefings.situation import Situation

KIND, SOURCE = "tps:", "sumber:"


def measures(situation: Situation) -> dict[str, int]:
    """Give the comparable figures of a situation by name, also those of an issue frozen before there were many."""
    found: dict[str, int] = {}
    if not situation.silent():
        severities = situation.severities()
        found["risiko"] = situation.flags()
        found["kritis"] = severities.get("critical", 0)
        found["tinggi"] = severities.get("high", 0)
        found["menunggu"] = situation.waiting_total
        if situation.at_risk is not None:
            found["tps"] = situation.at_risk
    for kind in situation.kinds:
        found[f"{KIND}{kind.kind}"] = kind.stations
    for source in situation.sources:
        found[f"{SOURCE}{source.kind}:{source.source}"] = source.adverse
    found["tugas"] = situation.tasks_total
    found["lewat"] = sum(each.overdue for each in situation.owners)
    if situation.plans:
        found["rencana"] = sum(each.complete for each in situation.plans)
        found["tanpa-rencana"] = sum(each.missing for each in situation.plans)
    if situation.sites:
        found["lokasi"] = sum(each.agreed for each in situation.sites)
        found["tanpa-lokasi"] = sum(each.none for each in situation.sites)
    if situation.version > 1:
        found["rujukan"] = sum(each.waiting for each in situation.referred)
    return found
