"""Small files of boundaries as people hand them in, in every format and with every usual fault."""

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyogrio import raw

LEBAK, PANDEGLANG = "36.02", "36.01"
# Two districts beside each other in Lebak, one in Pandeglang; squares of a tenth of a degree.
SQUARES = {
    "36.02.06": shapely.box(106.2, -6.6, 106.3, -6.5),
    "36.02.22": shapely.box(106.3, -6.6, 106.4, -6.5),
    "36.01.01": shapely.box(105.4, -6.8, 105.5, -6.7),
}
BOWTIE = shapely.Polygon([(106.2, -6.6), (106.3, -6.5), (106.3, -6.6), (106.2, -6.5)])


def geojson(shapes: dict[str, Any], field: str = "kode", **more: Any) -> bytes:
    """Give a FeatureCollection of code to shape."""
    features = [
        {"type": "Feature", "properties": {"nama": "x", field: code}, "geometry": shapely.geometry.mapping(shape)}
        for code, shape in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def written(shapes: dict[str, Any], suffix: str, driver: str, **options: Any) -> dict[str, bytes]:
    """Write shapes with GDAL and give the files by their ending."""
    options.setdefault("crs", "EPSG:4326")
    options.setdefault("geometry_type", "Polygon")
    with tempfile.TemporaryDirectory() as folder:
        blobs = np.array([shapely.to_wkb(shape) for shape in shapes.values()], dtype=object)
        names = np.array(list(shapes), dtype=object)
        raw.write(str(Path(folder) / f"batas{suffix}"), blobs, [names], ["KODE"], driver=driver, **options)
        return {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}


def packed(files: dict[str, bytes]) -> bytes:
    """Give a .zip of files by their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def shapefile(shapes: dict[str, Any], *without: str, stem: str = "Batas Kec/BATAS", **options: Any) -> bytes:
    """Give a zipped Shapefile, without some of its parts."""
    files = written(shapes, ".shp", "ESRI Shapefile", **options)
    return packed({f"{stem}{end.upper()}": data for end, data in files.items() if end not in without})


def geopackage(shapes: dict[str, Any], **options: Any) -> bytes:
    """Give a GeoPackage."""
    return written(shapes, ".gpkg", "GPKG", **options)[".gpkg"]


def kml(shapes: dict[str, Any]) -> bytes:
    """Give a KML file with folders and ExtendedData, as map applications save them."""
    marks = "".join(
        f"<Folder><name>{code}</name><Placemark><name>x</name><ExtendedData><Data name='kode'><value>{code}</value>"
        f"</Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x},{y},0" for x, y in shape.exterior.coords)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder>"
        for code, shape in shapes.items()
    )
    return (
        f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'.encode()
    )


def metres(shapes: dict[str, Any]) -> dict[str, Any]:
    """Lay shapes roughly into metres of UTM 48S, so that they lie near Banten in that system."""
    return {
        code: shapely.transform(
            shape, lambda xy: np.column_stack([500_000 + (xy[:, 0] - 105) * 110_600, 10_000_000 + xy[:, 1] * 110_560])
        )
        for code, shape in shapes.items()
    }
