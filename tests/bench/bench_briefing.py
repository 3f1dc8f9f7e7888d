"""A briefing's PDF beside the same situation drawn by bare ReportLab calls with the same embedded typeface."""

import io
from typing import Any
from xml.sax.saxutils import escape

from django.utils import translation
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Circle, Drawing, Path, Rect, String
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from desk.briefings import outline, pdf, summary
from desk.briefings.situation import (
    ChangeFacts,
    KindFacts,
    OwnerFacts,
    RegencyFacts,
    RiskFacts,
    Situation,
    SourceFacts,
    Statement,
    TaskFacts,
)
from desk.charts import fonts, palette
from desk.charts.maps import Area
from desk.paper import sheet
from tests.bench.kit import Line, Run, beside, line
from tps import reference

MOMENT = "2024-02-01T06:00:00+07:00"
WIDE = A4[0] - 42 * mm
RISKS, TASKS = 120, 20


def measure(run: Run) -> list[Line]:
    """Time one paper of about ten pages, and weigh it."""
    found, around, areas = situation(), frame(), outlines()
    with translation.override("id"):
        content, pages = pdf.render(found, around, areas)
        prepared = told(found)
        lines = beside(
            f"briefing PDF, {pages} pages",
            lambda: pdf.render(found, around, areas),
            "bare ReportLab, embedded font",
            lambda: bare(prepared, areas),
            turns=run.turns,
            bound=1.5,
        )
    return [*lines, line("briefing PDF, size", len(content) / 1024, "KB", "the paper's bound", 1024, bound=1)]


def situation() -> Situation:
    """Make up a full situation: eight regencies, contradictory sources, many risks and tasks."""
    severities = {"low": 90, "medium": 140, "high": 62, "critical": 11}
    said = (
        Statement("KPU Provinsi Banten", "none", MOMENT),
        Statement("Dinas Komunikasi, Informatika, Statistik dan Persandian Provinsi Banten", "weak", MOMENT),
    )
    risks = tuple(
        RiskFacts(
            f"R-{number:04d}",
            "blank-spot",
            ("critical", "high", "medium", "low")[number % 4],
            "verified",
            f"36020620010{number % 100:02d}",
            f"TPS {number:03d} Kanekes, Leuwidamar, Kabupaten Lebak",
            MOMENT,
            "",
            "Sinyal hanya di balai desa, sekitar 1,2 km dari TPS.",
            said,
        )
        for number in range(1, RISKS + 1)
    )
    tasks = tuple(
        TaskFacts(
            f"T-{number:04d}",
            "Pasang penguat sinyal di balai desa",
            "diskominfo",
            "Diskominfo Banten",
            MOMENT,
            number % 3 == 0,
            "open",
            "normal",
            "R-0001",
            "TPS 005 Kanekes",
        )
        for number in range(1, TASKS + 1)
    )
    regencies = tuple(
        RegencyFacts(row.code, row.name, row.tps_pemilu_2024, 303, severities, {"blank-spot": 303})
        for row in reference.station_counts()
    )
    sources = tuple(
        SourceFacts("blank-spot", name, count, count + 40, count - 9, MOMENT, {"none": count, "good": 40})
        for name, count in (("KPU Provinsi Banten", 452), ("Bawaslu Provinsi Banten", 554))
    )
    return Situation(
        profile="election",
        agency_code="kpu",
        agency="KPU Provinsi Banten",
        place="",
        election_code="pemilu-2024",
        election="Pemilu 2024",
        polling_day="2024-02-14",
        simulated=False,
        edition="weekly",
        period="2024-W05",
        start="2024-01-29T00:00:00+07:00",
        end="2024-02-05T00:00:00+07:00",
        as_of=MOMENT,
        preceding="400.10/004/DP-KPU/2024",
        stations=33324,
        voters=8842646,
        heard=MOMENT,
        kinds=(KindFacts("blank-spot", 358, 358, 372, severities), KindFacts("flood", 1003, 1003, 977, severities)),
        regencies=regencies,
        sources=sources,
        changes=(ChangeFacts("blank-spot", 14, 12, 3, 1),),
        risks=risks,
        risks_total=358,
        waiting_total=22,
        tasks=tasks[:6],
        tasks_total=6,
        others=tasks,
        others_total=TASKS,
        owners=(OwnerFacts("diskominfo", "Diskominfo Banten", 14, 3),),
    )


def frame() -> pdf.Frame:
    """Give the letterhead and the signature block."""
    return pdf.Frame(
        head=sheet.Head("PEMERINTAH PROVINSI BANTEN", "DESK PEMILU", "Sekretariat Daerah"),
        number="400.10/005/DP-KPU/2024",
        classification="Biasa",
        enclosures="1 berkas (XLSX, 358 baris)",
        subject="Laporan mingguan Desk Pemilu",
        place_and_date="Serang, 1 Februari 2024",
        signature=sheet.Signature("Sekretaris Daerah"),
        proof=sheet.Proof("https://desk.example/verify/7K2MQ4WX/", ("Kode 7K2M-Q4WX",)),
    )


def outlines() -> list[Area]:
    """Give eight areas of a coast-like detail around the regencies' middles, made up."""
    land = max((ring for each in reference.coast()["features"] for ring in _rings(each["geometry"])), key=len)
    centres = {row.code[:5]: (row.longitude, row.latitude) for row in reference.district_centres()}
    found = []
    for row in reference.station_counts():
        x, y = centres[row.code]
        ring = [(x + (px - 106.2) * 0.2, y + (py + 6.5) * 0.2) for px, py in land]
        found.append(Area(row.code, row.name, [ring], (x, y)))
    return found


def told(found: Situation) -> dict[str, Any]:
    """Prepare every word of the paper as plain texts, so that the baseline only draws."""
    return {
        "summary": " ".join(summary.sentences(found)),
        "asked": outline.asked(found),
        "sections": outline.sections(found),
    }


def bare(prepared: dict[str, Any], areas: list[Area]) -> bytes:
    """Draw the same tables, figures and texts with nothing but ReportLab."""
    fonts.load()
    body = ParagraphStyle("b", fontName=fonts.SANS, fontSize=10.2, leading=14.2)
    cell = ParagraphStyle("c", parent=body, fontSize=9, leading=11.4)
    head = ParagraphStyle("h", parent=body, fontName=fonts.SEMIBOLD, fontSize=12)
    style = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    story: list[Any] = [Paragraph("PEMERINTAH PROVINSI BANTEN<br/>DESK PEMILU", head), Spacer(1, 20)]
    story += [Paragraph(prepared["summary"], body), *(Paragraph(escape(each), body) for each in prepared["asked"])]
    for section in prepared["sections"]:
        story.append(Paragraph(escape(section.title), head))
        for block in section.blocks:
            if block.shape == "prose":
                story.append(Paragraph(escape(block.text), body))
            elif block.shape == "grid":
                total = sum(each.share for each in block.heads)
                rows = [[Paragraph(each.title, cell) for each in block.heads]]
                rows += [[Paragraph(_text(each), cell) for each in row] for row in block.rows]
                widths = [WIDE * each.share / total for each in block.heads]
                story.append(Table(rows, colWidths=widths, repeatRows=1, style=style))
            elif block.shape == "bars":
                story.append(_bars(block))
            elif block.shape == "map":
                story.append(Table([[_map(areas), _bars(block.bars)]]))
    code = Drawing(60, 60)
    code.add(QrCodeWidget("https://desk.example/verify/7K2MQ4WX/", barWidth=60, barHeight=60))
    story += [code, Paragraph("Sekretaris Daerah", body)]
    target = io.BytesIO()

    def foot(canvas: Any, document: Any) -> None:
        canvas.setFont(fonts.SANS, 7.8)
        canvas.drawString(60, 30, f"Nomor 400.10/005/DP-KPU/2024 · {document.page}")

    document = SimpleDocTemplate(target, pagesize=A4, invariant=1, leftMargin=22 * mm, rightMargin=20 * mm)
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return target.getvalue()


def _map(areas: list[Area]) -> Drawing:
    drawing = Drawing(WIDE * 0.5, 172)
    for area in areas:
        path = Path(fillColor=palette.RAMP[1], strokeColor=colors.white, strokeWidth=0.6)
        for ring in area.rings:
            for index, (x, y) in enumerate(ring):
                (path.lineTo if index else path.moveTo)(round((x - 105) * 130, 2), round((y + 7.1) * 130, 2))
            path.closePath()
        drawing.add(path)
    for area in areas:
        x, y = (area.centre[0] - 105) * 130, (area.centre[1] + 7.1) * 130
        drawing.add(Circle(x, y, 9, fillColor=colors.white, strokeColor=colors.red))
        drawing.add(String(x, y, "303", fontName=fonts.SEMIBOLD, fontSize=7.6, textAnchor="middle"))
    return drawing


def _bars(bars: outline.Bars) -> Drawing:
    drawing = Drawing(WIDE * 0.46, 150)
    for index, row in enumerate(bars.rows):
        x, y = 90.0, 150 - (index + 1) * 17
        drawing.add(String(0, y, row.label, fontName=fonts.SANS, fontSize=8.6))
        for name, value in (row.values or {}).items():
            drawing.add(Rect(x, y, value / 4, 10, fillColor=palette.BY_NAME[name], strokeColor=None))
            x += value / 4
        drawing.add(String(x + 4, y, str(row.total), fontName=fonts.SEMIBOLD, fontSize=8.6))
    return drawing


def _text(cell: outline.Cell) -> str:
    if cell is None:
        return "tidak ada data"
    return cell.word if isinstance(cell, outline.Mark) else escape(cell).replace("\n", "<br/>")


def _rings(geometry: dict[str, Any]) -> list[Any]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]
