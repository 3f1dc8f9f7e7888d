"""The process that opens foreign vector files: capped, without the project, run by tps.vectors as a script of its own.

It knows four formats and no network. Argument: JSON with `path`, `out`, `crs`, `polygons`, `bytes` and `seconds`.
It writes the features into `out` (length and JSON, length and WKB, again and again) and one line of JSON to its
standard output: what it found, or `{"problem": code, …}`.
"""

import json
import math
import resource
import struct
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio import core, raw
from pyogrio.errors import DataLayerError, DataSourceError

DRIVERS = ("GeoJSON", "ESRI Shapefile", "GPKG", "LIBKML")
DEGREES = ("EPSG:4326", "OGC:CRS84", "EPSG:4979")
INDONESIA = (94.0, -12.0, 142.0, 8.0)
MOST_FEATURES = 200_000
MOST_VERTICES = 6_000_000
LONGEST = 1000
KINDS = {"Polygon", "MultiPolygon", "GeometryCollection"}


class Problem(Exception):
    """The file cannot be taken; a code and the facts of the sentence that the reader's caller makes of it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.answer = {"problem": code, **facts}


def main() -> None:
    """Do as the argument says."""
    wish = json.loads(sys.argv[1])
    _cap(wish["bytes"], wish["seconds"])
    try:
        answer = _copy(wish)
    except Problem as problem:
        answer = problem.answer
    except MemoryError:
        answer = {"problem": "too-heavy"}
    except (DataSourceError, DataLayerError) as error:
        answer = {"problem": "broken", "detail": str(error)[:300].replace(wish["path"], "")}
    sys.stdout.write(json.dumps(answer) + "\n")


def _cap(most_bytes: int, seconds: int) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, most_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, most_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):  # not every system knows every cap; the caller's clock stands above all
            continue
    others = ",".join(name for name in pyogrio.list_drivers() if name not in DRIVERS)
    pyogrio.set_gdal_config_options(
        {
            "GDAL_SKIP": others,
            "SHAPE_RESTORE_SHX": True,
            "OGR_GEOMETRY_ACCEPT_UNCLOSED_RING": True,
            "GDAL_NUM_THREADS": "1",
            "GDAL_HTTP_PROXY": "127.0.0.1:9",
            "PROJ_NETWORK": "OFF",
        }
    )
    # Registering anew takes out what GDAL_SKIP names.
    core._register_drivers()
    if set(pyogrio.list_drivers()) - set(DRIVERS):
        raise RuntimeError("foreign drivers are still registered")


def _copy(wish: dict[str, Any]) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layers = [str(name) for name, kind in pyogrio.list_layers(wish["path"]) if kind is not None]
    if not layers:
        raise Problem("no-geometry")
    found: dict[str, Any] = {"features": 0, "vertices": 0, "repaired": 0, "assumed": False, "swapped": False}
    found |= {"crs": [], "fields": [], "encoding": ""}
    with Path(wish["out"]).open("wb") as out:
        for layer in layers:
            _layer(wish, layer, found, out)
    if not found["features"]:
        raise Problem("no-features")
    return found


def _layer(wish: dict[str, Any], layer: str, found: dict[str, Any], out: Any) -> None:
    more = {"encoding": "UTF-8"} if _is_utf8(Path(wish["path"])) else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        meta, _fids, blobs, columns = raw.read(
            wish["path"], layer=layer, force_2d=True, max_features=MOST_FEATURES + 1, **more
        )
    if found["features"] + len(blobs) > MOST_FEATURES:
        raise Problem("too-many-features", most=MOST_FEATURES)
    names = [str(name) for name in meta["fields"]]
    found["fields"] += [name for name in names if name not in found["fields"]]
    found["encoding"] = found["encoding"] or str(meta.get("encoding") or "")
    shapes = shapely.from_wkb(blobs, on_invalid="ignore")
    found["vertices"] += int(shapely.get_num_coordinates(shapes).sum())
    if found["vertices"] > MOST_VERTICES:
        raise Problem("too-many-vertices", most=MOST_VERTICES)
    shapes, notes = _in_degrees(shapes, meta["crs"], wish["crs"])
    found["crs"].append(notes.pop("crs"))
    for key, value in notes.items():
        found[key] = found[key] or value
    for place, shape in enumerate(shapes):
        found["features"] += 1
        head: dict[str, Any] = {"row": found["features"], "layer": layer}
        head["fields"] = {name: _plain(column[place]) for name, column in zip(names, columns, strict=True)}
        shape = _sound(shape, blobs[place] is None, head, only_polygons=wish["polygons"])
        found["repaired"] += "was" in head
        _write(out, json.dumps(head).encode())
        _write(out, b"" if shape is None else shapely.to_wkb(shape))


def _in_degrees(shapes: np.ndarray, crs: str | None, given: str) -> tuple[np.ndarray, dict[str, Any]]:
    """Bring shapes to longitude and latitude WGS 84; without a system only what plainly is degrees is taken."""
    notes: dict[str, Any] = {"crs": crs or given or "", "assumed": False, "swapped": False}
    plainly = _within(shapes, INDONESIA) or _within(shapes, _turned(INDONESIA))
    if crs in DEGREES and given and not _within(shapes, (-180, -90, 180, 90)):
        crs, notes["crs"] = given, given  # GeoJSON and KML name no other system, whatever they hold
    crs = crs or given
    if not crs and not plainly:
        raise Problem("no-crs", sample=_sample(shapes))
    if not crs:
        notes["crs"], notes["assumed"] = "EPSG:4326", True
    elif crs not in DEGREES:
        shapes = _projected(shapes, crs)
    if _within(shapes, _turned(INDONESIA)):
        shapes, notes["swapped"] = shapely.transform(shapes, lambda xy: xy[:, ::-1]), True
    elif not _within(shapes, (-180.0001, -90.0001, 180.0001, 90.0001)):
        raise Problem("not-degrees", sample=_sample(shapes), crs=notes["crs"][:80])
    return shapes, notes


def _projected(shapes: np.ndarray, crs: str) -> np.ndarray:
    """Let GDAL's writer of RFC 7946, which is always WGS 84, do the reckoning; nine decimals are a tenth of a mm."""
    there = np.array([place for place, shape in enumerate(shapes) if shape is not None and not shape.is_empty])
    result = np.full(len(shapes), None, dtype=object)
    if not len(there):
        return result
    path = f"/vsimem/{id(shapes)}.geojson"
    options = {"RFC7946": "YES", "COORDINATE_PRECISION": "9"}
    blobs = shapely.to_wkb(shapes[there])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            raw.write(
                path, blobs, [there], ["place"], geometry_type="Unknown", crs=crs, driver="GeoJSON",
                layer_options=options,
            )  # fmt: skip
            _meta, _fids, moved, columns = raw.read(path, force_2d=True)
    except (pyogrio.errors.CRSError, pyogrio.errors.GeometryError, pyogrio.errors.FeatureError) as error:
        raise Problem("crs-unknown", crs=crs[:80]) from error
    result[columns[0].astype(int)] = shapely.from_wkb(moved, on_invalid="ignore")
    return result


def _sound(shape: Any, bare: bool, head: dict[str, Any], *, only_polygons: bool) -> Any:
    """Give the shape if it can be used, repaired if need be; else None with the problem in the head."""
    if shape is None or shape.is_empty:
        head["problem"] = "empty" if bare or shape is not None else "unreadable"
        return None
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        head["problem"] = "infinite"
        return None
    if only_polygons and shape.geom_type not in KINDS:
        head["problem"], head["kind"] = "not-polygon", shape.geom_type
        return None
    if not shapely.is_valid(shape):
        head["was"] = str(shapely.is_valid_reason(shape))[:200]
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if only_polygons or ("was" in head and "Polygon" in shape.geom_type):
        shape = _polygons(shape)
        if shape is None:
            head["problem"] = "empty"
    return shape


def _polygons(shape: Any) -> Any:
    parts = [shape]
    while any(part.geom_type == "GeometryCollection" for part in parts):
        parts = [piece for part in parts for piece in getattr(part, "geoms", [part])]
    flat = [piece for part in parts for piece in shapely.get_parts(part) if piece.geom_type == "Polygon"]
    flat = [piece for piece in flat if not piece.is_empty]
    return shapely.multipolygons(flat) if flat else None


def _within(shapes: np.ndarray, frame: tuple[float, float, float, float]) -> bool:
    if not len(shapes):
        return True
    west, south, east, north = shapely.total_bounds(shapes)
    return bool(math.isnan(west) or (west >= frame[0] and south >= frame[1] and east <= frame[2] and north <= frame[3]))


def _turned(frame: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    return frame[1], frame[0], frame[3], frame[2]


def _sample(shapes: np.ndarray) -> list[float]:
    points = shapely.get_coordinates(shapes[:1000])
    return [float(f"{value:.6g}") for value in points[0]] if len(points) else []


def _is_utf8(path: Path) -> bool:
    """Tell whether a Shapefile without a .cpg has UTF-8 texts all the same; GDAL would take them for Latin-1."""
    table = path.with_suffix(".dbf")
    if path.suffix != ".shp" or path.with_suffix(".cpg").exists() or not table.exists():
        return False
    data = table.read_bytes()
    try:
        data[int.from_bytes(data[8:10], "little") :].decode()
    except UnicodeDecodeError:
        return False
    return True


def _plain(value: Any) -> Any:
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    return str(value)[:LONGEST] if isinstance(value, str) else None


def _write(out: Any, data: bytes) -> None:
    out.write(struct.pack("<I", len(data)))
    out.write(data)


if __name__ == "__main__":
    main()
