"""What a camera writes beside a picture does not reach readers; the picture itself stays as it was."""

import io

import pytest
from PIL import ExifTags, Image

from yangguang.documents import photographs


def photograph(form="JPEG", *, marks=True, upright=6):
    image = Image.new("RGB", (40, 24), "#0a4f6e")
    image.putpixel((3, 3), (255, 200, 0))
    exif = Image.Exif()
    if upright:
        exif[ExifTags.Base.Orientation] = upright
    if marks:
        exif[ExifTags.Base.Make] = "示例相机"
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (24.0, 26.0, 0.0)
    out = io.BytesIO()
    image.save(out, form, exif=exif)
    return out


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_place_and_device_go_and_the_way_up_stays(form):
    given = photograph(form)
    bare = photographs.without_marks(given)
    with Image.open(bare) as image:
        exif = image.getexif()
        assert dict(exif) == {ExifTags.Base.Orientation: 6}
        assert not exif.get_ifd(ExifTags.IFD.GPSInfo)
        assert image.size == (40, 24)
        assert image.format == form
    assert "示例相机".encode() not in bare.getvalue()


def test_a_picture_without_marks_is_kept_byte_for_byte():
    assert photographs.without_marks(photograph(marks=False)) is None
    assert photographs.without_marks(photograph(marks=False, upright=0)) is None


def test_a_jpeg_keeps_its_own_quality():
    given = photograph(upright=0)
    bare = photographs.without_marks(given)
    with Image.open(given) as before, Image.open(bare) as after:
        assert before.quantization == after.quantization
