"""Reads one photo into two small pictures, in a process of its own that may use little and is thrown away.

Run by risks.evidence_box as a script, with `python -I`: it sees no settings, no environment, no database, and imports
nothing of the project. It leaves shown.jpg, thumb.jpg and answer.json, with what the camera wrote, in its folder.
"""

import contextlib
import errno
import json
import math
import re
import struct
import sys
import warnings
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

try:
    import resource
except ImportError:  # Windows: the clock of the caller is the only cap there
    resource = None  # type: ignore[assignment]

FORMATS = ("JPEG", "PNG", "WEBP")
SIZES = {"shown": 1600, "thumb": 320}  # longest side in pixels
QUALITY = 82
_MOMENT = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")


class Stop(Exception):
    """The photo cannot be read; the text is a word that risks.evidence_box has a sentence for."""


def limit(memory: int, seconds: int, written: int) -> None:
    """Cap this process for good: bytes of memory, seconds of processor, size of a file, no core dump, no child."""
    if resource is None:
        return
    caps = {"AS": memory, "CPU": seconds, "FSIZE": written, "CORE": 0, "NPROC": 0, "NOFILE": 32}
    for name, most in caps.items():
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def claimed(head: bytes) -> tuple[int, int] | None:
    """Give the width and height that a PNG's or WebP's first bytes claim, before any library sees them."""
    if head.startswith(b"\x89PNG") and head[12:16] == b"IHDR":
        width, height = struct.unpack(">II", head[16:24])
        return width, height
    if head[8:12] != b"WEBP":
        return None
    if head[12:16] == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF


def photo(source: Path, folder: Path, pixels: int) -> dict[str, Any]:
    """Write the two pictures and give what is known of the photo; raises Stop for what is not a photo to keep."""
    with source.open("rb") as file:
        size = claimed(file.read(32))
    if size is not None and size[0] * size[1] > pixels:
        raise Stop("pixels")
    Image.MAX_IMAGE_PIXELS = pixels
    try:
        image = Image.open(source, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Stop("pixels") from error
    with image:
        if image.width * image.height > pixels:
            raise Stop("pixels")
        # A JPEG with several pictures is one photo and what the phone adds to it.
        if image.format != "MPO" and getattr(image, "is_animated", False):
            raise Stop("moving")
        exif = image.getexif()
        known = {"width": image.width, "height": image.height, **_told(exif)}
        image.draft("RGB", (SIZES["shown"], SIZES["shown"]))
        image.load()
        turned = ImageOps.exif_transpose(_smaller(image))
    if int(exif.get(ExifTags.Base.Orientation, 1) or 1) in {5, 6, 7, 8}:
        known["width"], known["height"] = known["height"], known["width"]
    plain = _plain(turned)
    for name, longest in SIZES.items():
        plain.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        plain.save(folder / f"{name}.jpg", "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return known


def _smaller(image: Image.Image) -> Image.Image:
    """Shrink by whole steps before anything else costs memory; not colours of a palette, nor 16 bits."""
    step = max(image.size) // (2 * SIZES["shown"])
    if step < 2 or image.mode in {"P", "1"} or image.mode.startswith("I"):
        return image
    small = image.reduce(step)
    small.info = image.info
    return small


def _plain(image: Image.Image) -> Image.Image:
    """Give the picture in plain colours on white, without anything that came along in the file."""
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits a colour
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        image = image.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    if image.mode == "RGBA":
        white.paste(image, mask=image.getchannel("A"))
    else:
        white.paste(image.convert("RGB"))
    return white


def _told(exif: Image.Exif) -> dict[str, Any]:
    """Give the camera's clock (no time zone) and position (WGS 84); what makes no sense is as if it were missing."""
    found: dict[str, Any] = {"taken": "", "latitude": None, "longitude": None}
    with contextlib.suppress(Exception):  # foreign bytes: whatever is wrong with them, there is no such fact
        detail = exif.get_ifd(ExifTags.IFD.Exif)
        moment = _MOMENT.match(str(detail.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)))
        if moment:
            found["taken"] = "{}-{}-{}T{}:{}:{}".format(*moment.groups())
    with contextlib.suppress(Exception):
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(place[2], place.get(1), "S")
        longitude = _degrees(place[4], place.get(3), "W")
        if abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0):
            found["latitude"], found["longitude"] = round(latitude, 6), round(longitude, 6)
    return found


def _degrees(parts: Any, side: Any, negative: str) -> float:
    degrees, minutes, seconds = (float(each) for each in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        raise ValueError(value)
    return -value if str(side).strip("\0 ").upper() == negative else value


def main() -> None:
    """Do what the command line and standard input ask for; the answer is always a file."""
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    given = json.loads(sys.stdin.read())
    Image.init()  # before the caps: reading the formats' modules opens files
    limit(given["memory"], given["seconds"], given["written"])
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        answer = photo(source, folder, given["pixels"])
    except Stop as stop:
        answer = {"stop": str(stop)}
    except MemoryError:
        answer = {"stop": "big"}
    except UnidentifiedImageError:
        answer = {"stop": "damaged"}
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        answer = {"stop": "disk" if full else "damaged"}
    except Exception:
        answer = {"stop": "damaged"}
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
