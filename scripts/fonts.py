"""Make the fonts of the typesetting room from open fonts of the npm registry.

    python scripts/fonts.py [FOLDER]     (needs npm on the path, and fonttools and brotli in the environment)

Only needed to renew yangguang/typesetting/fonts/; what it makes is kept in the repository, because a machine without
Chinese fonts has to print too. The text face keeps every character that its source has; the other faces keep GB 2312
and fall back to it. Faces are renamed, as the Open Font License asks of changed fonts whose names are reserved.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "yangguang" / "typesetting" / "fonts"


@dataclass(frozen=True)
class Face:
    """One face: where it comes from and what it is called here. ``sha256`` is the source file's."""

    package: str
    member: str
    sha256: str
    family: str
    style: str
    weight: int
    whole: bool = False


FACES = (
    Face("@expo-google-fonts/noto-serif-sc@0.4.3", "package/400Regular/NotoSerifSC_400Regular.ttf",
         "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
         "Yangguang Song", "Regular", 400, whole=True),
    Face("@expo-google-fonts/noto-serif-sc@0.4.3", "package/700Bold/NotoSerifSC_700Bold.ttf",
         "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6",
         "Yangguang Song", "Bold", 700),
    Face("@expo-google-fonts/noto-sans-sc@0.4.3", "package/500Medium/NotoSansSC_500Medium.ttf",
         "b30853d205f3ecdde938b1488c735ee15a2e870d31331b992fdc53971e23ec4a",
         "Yangguang Hei", "Regular", 400),
    Face("@fontsource/lxgw-wenkai@5.3.0", "package/files/lxgw-wenkai-latin-500-normal.woff2",
         "013fa90e3e7c3b30aeb0a5311ef92d9aee0d3def5817bc27c357198796d34306",
         "Yangguang Kai", "Regular", 400),
)  # fmt: skip
LICENCES = {
    "@expo-google-fonts/noto-serif-sc@0.4.3": ("package/LICENSE_FONT", "OFL-song.txt"),
    "@expo-google-fonts/noto-sans-sc@0.4.3": ("package/LICENSE_FONT", "OFL-hei.txt"),
    "@fontsource/lxgw-wenkai@5.3.0": ("package/LICENSE", "OFL-kai.txt"),
}
# Everything but Han characters that official texts are written with.
RANGES = (
    (0x20, 0x17F), (0x2C6, 0x2DD), (0x391, 0x3C9), (0x401, 0x451), (0x2010, 0x2044), (0x2070, 0x209C), (0x20A0, 0x20BF),
    (0x2100, 0x214F), (0x2150, 0x218B), (0x2190, 0x2199), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x25FF),
    (0x2605, 0x2606), (0x2713, 0x2717), (0x3000, 0x303F), (0x3041, 0x30FF), (0x3105, 0x312F), (0x3200, 0x33FF), (0xFE30, 0xFE4F),
    (0xFF01, 0xFFEF),
)  # fmt: skip


def gb2312() -> set[int]:
    """The 6763 characters of GB 2312 and its signs."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def make(face: Face, source: Path, target: Path) -> None:
    """Cut one face to its characters, give it its name here, and write it."""
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if face.sha256 and digest != face.sha256:
        raise SystemExit(f"{face.member}: another file than expected ({digest})")
    font = TTFont(source)
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "liga", "locl", "vert", "halt", "ccmp", "sups", "subs"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["DSIG", "BASE", "STAT", "meta"]
    wanted = {c for low, high in RANGES for c in range(low, high + 1)}
    wanted |= set(font.getBestCmap()) if face.whole else gb2312()
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    names = font["name"]
    kept = {
        n.nameID: n.toUnicode() for n in names.names if n.nameID in (0, 13, 14) and n.langID in (0, 0x409)
    }
    names.names = []
    full = face.family if face.style == "Regular" else f"{face.family} {face.style}"
    for number, text in {
        **kept, 1: face.family, 2: face.style, 3: f"{full} 1", 4: full, 5: "Version 1.0", 6: full.replace(" ", "-"),
    }.items():  # fmt: skip
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = face.weight
    font.flavor = None
    path = target / f"{face.family.replace(' ', '')}-{face.style}.ttf"
    font.save(path)
    print(
        f"{path.name}: {len(font.getBestCmap())} characters, {path.stat().st_size / 1e6:.1f} MB, from {digest}"
    )


def note_coverage(target: Path) -> None:
    """Write which characters the text face has, as ranges, so that nothing has to open a font to know."""
    have = sorted(TTFont(target / "YangguangSong-Regular.ttf").getBestCmap())
    ranges: list[list[int]] = []
    for code in have:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    (target / "coverage.json").write_text(json.dumps(ranges, separators=(",", ":")) + "\n", "utf-8")


def main(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        unpacked: dict[str, Path] = {}
        for package in LICENCES:
            npm = shutil.which("npm") or "npm"
            name = subprocess.run(
                [npm, "pack", package, "--silent"], cwd=folder, check=True, capture_output=True, text=True
            )
            place = Path(folder) / hashlib.md5(package.encode(), usedforsecurity=False).hexdigest()
            with tarfile.open(Path(folder) / name.stdout.strip().splitlines()[-1]) as archive:
                archive.extractall(place, filter="data")
            unpacked[package] = place
            member, kept = LICENCES[package]
            shutil.copy(place / member, target / kept)
        for face in FACES:
            make(face, unpacked[face.package] / face.member, target)
    note_coverage(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
