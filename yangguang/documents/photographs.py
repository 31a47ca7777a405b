"""Pictures without what a camera wrote beside them: the place, the device, the hour, the maker's notes."""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import ExifTags, Image

# Re-saving keeps a JPEG's own tables; a WebP is coded anew.
_SAVING: dict[str, dict[str, object]] = {
    "JPEG": {"quality": "keep", "subsampling": "keep"},
    "PNG": {},
    "WEBP": {"quality": 92},
}
_MARKS = ("exif", "xmp", "photoshop", "comment", "XML:com.adobe.xmp", "Raw profile type exif")


def without_marks(stream: BinaryIO) -> BinaryIO | None:
    """The picture as readers may have it, or None when there is nothing to take out (or it is no such picture).

    Where a photograph was taken is personal information (个人信息保护法 art. 28). Which way up it is held stays, and
    its colour profile; a picture of several frames is left as it is.
    """
    stream.seek(0)
    with Image.open(stream) as image:
        form = image.format or ""
        if form not in _SAVING or getattr(image, "n_frames", 1) > 1:
            return None
        exif = image.getexif()
        upright = exif.get(ExifTags.Base.Orientation)
        if not (set(exif) - {ExifTags.Base.Orientation}) and not any(
            image.info.get(m) for m in _MARKS if m != "exif"
        ):
            return None
        kept = Image.Exif()
        if upright:
            kept[ExifTags.Base.Orientation] = upright
        profile = image.info.get("icc_profile")
        image.load()
        for mark in _MARKS:
            image.info.pop(mark, None)
        out = io.BytesIO()
        image.save(out, form, exif=kept, icc_profile=profile, **_SAVING[form])
    out.seek(0)
    return out
