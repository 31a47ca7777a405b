"""Files as text that can be read and found: OFD, the format of official documents (GB/T 33190-2016)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from yangguang.documents import converting
from yangguang.documents.files import MEDIA_TYPES

pytestmark = pytest.mark.task(25)
NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def page(*lines: tuple[float, float, str]) -> str:
    objects = "".join(
        f'<ofd:TextObject ID="{n}" Boundary="{x} {y} 100 6"><ofd:TextCode X="0" Y="5">{text}</ofd:TextCode></ofd:TextObject>'
        for n, (x, y, text) in enumerate(lines)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {NS}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>'


def ofd(tmp_path: Path, pages: list[str]) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("OFD.xml", f"<ofd:OFD {NS}/>")
        for n, content in enumerate(pages):
            package.writestr(f"Doc_0/Pages/Page_{n}/Content.xml", content)
    path = tmp_path / "示例.ofd"
    path.write_bytes(out.getvalue())
    return path


def test_an_ofd_document_is_read_line_by_line_in_the_order_of_its_pages(tmp_path: Path) -> None:
    first = page((60, 40, "示例批复。"), (20, 40, "关于停车场的"), (20, 60, "正文第一段，示例示例示例。"))
    pages = [first, *(page((20, 20, f"第{n}页的示例文字。")) for n in range(1, 12))]
    found = converting.to_html(ofd(tmp_path, pages), MEDIA_TYPES[".ofd"])
    assert found is not None
    assert "关于停车场的示例批复。" in found.html
    assert found.html.index("正文第一段") < found.html.index("第2页") < found.html.index("第10页")


@pytest.mark.parametrize(
    "content",
    [
        "<broken", "", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', page((1, 1, "")),
        page((1, 1, "示例示例示例示例")).replace('Boundary="1 1 100 6"', 'Boundary="a b"'),
    ],
)  # fmt: skip
def test_a_bad_ofd_document_is_only_not_shown(tmp_path: Path, content: str) -> None:
    assert converting.to_html(ofd(tmp_path, [content]), MEDIA_TYPES[".ofd"]) is None
