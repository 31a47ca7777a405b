"""Pictures as the page setter takes them: checked, upright, not larger than a page can show."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageOps

Source = Callable[[str], bytes | None]
WIDEST = 1800  # pixels over 156 mm: 290 dpi
MOST = 120  # pictures in one document
MOST_PIXELS = 60_000_000


def nothing(source: str) -> bytes | None:
    """For texts whose pictures are not at hand."""
    return None


def prepared(data: bytes) -> tuple[bytes, str] | None:
    """A picture as PNG or JPEG with its extension; None for what is no picture or too large to open."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            form = image.format or ""
            found: Image.Image = ImageOps.exif_transpose(image)
            if found.width > WIDEST:
                found = found.resize((WIDEST, max(found.height * WIDEST // found.width, 1)))
            elif form in ("PNG", "JPEG") and found is image:
                return data, "png" if form == "PNG" else "jpg"
            out = io.BytesIO()
            if form == "JPEG":
                found.convert("RGB").save(out, "JPEG", quality=85)
                return out.getvalue(), "jpg"
            found.convert("RGBA" if "A" in found.getbands() or "transparency" in found.info else "RGB").save(
                out, "PNG"
            )
            return out.getvalue(), "png"
    except Exception:  # Pillow raises many kinds for broken pictures
        return None
