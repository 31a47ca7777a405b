"""Pictures: what a camera wrote beside them; the picture itself is for a person to look at."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import ExifTags, Image, UnidentifiedImageError

from yangguang.checking.subjects import Part, PartKind

from .packages import LOOK, Unreadable

PLACE = "拍摄位置"
_TAGS = {
    ExifTags.Base.Make: "相机厂商",
    ExifTags.Base.Model: "相机型号",
    ExifTags.Base.Artist: "作者",
    ExifTags.Base.Copyright: "版权",
    ExifTags.Base.DateTime: "时间",
    ExifTags.Base.ImageDescription: "说明",
}


def read(content: bytes) -> Iterator[Part]:
    """The parts of a picture. Raises Unreadable."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            size = f"{image.width}×{image.height}"
            exif = image.getexif()
            place = exif.get_ifd(ExifTags.IFD.GPSInfo)
            lines = [f"{label}：{str(exif[tag]).strip()}" for tag, label in _TAGS.items() if tag in exif]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unreadable("图片打不开，可能已损坏。请重新另存后再试") from error
    if place and (ExifTags.GPS.GPSLatitude in place or ExifTags.GPS.GPSLongitude in place):
        # The coordinates themselves are not repeated: the finding would spread them.
        lines.insert(0, f"{PLACE}：照片里记着经纬度")
    yield Part("图片", f"{size} 像素的图片，{LOOK}图片里的文字、人脸和车牌", PartKind.PICTURE)
    if lines:
        yield Part("照片信息", "\n".join(lines), PartKind.PROPERTY)
