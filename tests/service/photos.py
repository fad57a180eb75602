"""Photos as a phone takes them: with the place and the time that it notes."""

import io

from PIL import Image

TAKEN = "2022:05:06 07:08:09"


def photo(
    lon: float | None = None, lat: float | None = None, *, size=(640, 480), turned: int = 1, form="JPEG"
) -> bytes:
    """A picture, red above and blue below, taken at a place; `turned` is how the camera was held (6: a quarter)."""
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (0, size[1] // 2, size[0], size[1]))
    exif = picture.getexif()
    exif[0x0112] = turned
    exif.get_ifd(0x8769)[0x9003] = TAKEN
    if lon is not None and lat is not None:
        exif.get_ifd(0x8825).update({1: "N", 2: degrees(lat), 3: "E", 4: degrees(lon)})
    made = io.BytesIO()
    picture.save(made, form, exif=exif)
    return made.getvalue()


def degrees(value: float) -> tuple[float, float, float]:
    whole, minutes = int(value), int(value * 60) % 60
    return float(whole), float(minutes), round((value - whole - minutes / 60) * 3600, 4)
