"""How delta, epsilon, zeta, eta, theta and iota put tables of plants (``NAME.plants``) into articles. No markup is here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .kit import Site

Labels = list[tuple[str, str]]


@dataclass(frozen=True)
class Plant:
    """What goes into one article. ``probe`` is empty for what only looks like a defect; ``target`` is ``@`` when the
    defect is the page's own. ``markup`` starting with ``!`` tells what to do to the page's frame."""

    probe: str
    target: str
    markup: str

    @property
    def order(self) -> tuple[str, str]:
        """What to do to the frame, and with what: ``!drop:PubDate`` is ("drop", "PubDate")."""
        if not self.markup.startswith("!"):
            return "", ""
        name, _, value = self.markup[1:].partition(":")
        return name, value


def plants(table: str, **fill: str) -> list[Plant]:
    """Read ``probe | target | markup`` lines: ``{}`` is the target, ``{elsewhere}`` and the like are filled in, a line
    starting with ``=`` only looks like a defect, ``//`` starts a remark."""
    out = []
    for line in table.strip().splitlines():
        line = line.strip()
        if not line or line.startswith("// "):
            continue
        for name, value in fill.items():
            line = line.replace("{" + name + "}", value)
        if line.startswith("="):
            out.append(Plant("", "", line[1:].strip()))
            continue
        probe, target, markup = (part.strip() for part in line.split(" | ", 2))
        out.append(Plant(probe, target, markup.replace("{}", target)))
    return out


def read(module: str, **fill: str) -> list[Plant]:
    """The table beside a generator's file, last line first."""
    return plants(Path(module).with_suffix(".plants").read_text("utf-8"), **fill)[::-1]


@dataclass
class Frame:
    """One article before it becomes markup. ``title`` None means the usual one; ``way`` is for :func:`put`."""

    path: str
    labels: Labels
    when: str
    body: str = ""
    lang: str = ' lang="zh-CN"'
    title: str | None = None
    way: str = ""
    flags: set[str] = field(default_factory=set)

    def take(self, site: Site, plant: Plant | None, up: str) -> Frame:
        """Do to the frame what the plant asks; ``up`` stands for ``{r}``, the way to the root."""
        if plant is None:
            return self
        if plant.probe:
            site.plant(plant.probe, self._target(plant.target))
        what, value = plant.order
        value, _, after = value.partition("|")
        names = value.split(",")
        self.body = (after if what else plant.markup).replace("{r}", up)
        if what == "undated":
            self.when = value
            self.labels = [
                (a, "" if a == "PubDate" else b) for a, b in self.labels if a != "PubDate" or not after
            ]
            site.plant("page.labels", self.path)
        elif what == "drop":
            self.labels = [(a, b) for a, b in self.labels if a not in names]
        elif what == "empty":
            self.labels = [(a, "" if a in names else b) for a, b in self.labels]
        elif what in ("rename", "value"):
            name, _, new = value.partition("=")
            self.labels = [
                (new if a == name and what == "rename" else a, new if a == name and what == "value" else b)
                for a, b in self.labels
            ]
        elif what == "lang":
            self.lang = value and f" {value}"
        elif what == "title":
            self.title = value
        elif what == "bytes":
            self.way = value
        elif what:
            self.flags.add(f"{what}:{value}")
        return self

    def _target(self, target: str) -> str:
        """``@`` is the page, ``@/x`` lies beside it, ``@#x`` is a place in it."""
        if not target.startswith("@"):
            return target
        folder = self.path if self.path.endswith("/") else self.path.rpartition("/")[0] + "/"
        return folder + target[2:] if target.startswith("@/") else self.path + target[1:]


def named(plant: Plant | None, heading: str, slug: str) -> tuple[str, str]:
    """The heading and the file's name, which some look-alikes choose for themselves."""
    what, value = plant.order if plant else ("", "")
    return value.partition("|")[0] if what == "heading" else heading, value if what == "slug" else slug


def put(site: Site, path: str, html: str, way: str, usual: str, marks: tuple[str, str]) -> None:
    """Write a page. ``way`` is ``bytes,declared`` (with ``header`` in front of what the server says) or ``mixed,charset``:
    then what stands between the marks is in that charset. The markup has ``charset=@`` or ``charset="@"``."""
    bytes_as, _, said = (way or f"{usual},{'gb2312' if usual == 'gb18030' else usual}").partition(",")
    if bytes_as == "mixed":
        own = "gb2312" if usual == "gb18030" else usual
        head, mark, rest = (
            html.replace("charset=@", f"charset={own}")
            .replace('charset="@"', f'charset="{own}"')
            .partition(marks[0])
        )
        text, end, foot = rest.partition(marks[1])
        site.write(path, head.encode(usual) + (mark + text).encode(said) + (end + foot).encode(usual))
        site.pages += 1
        return
    if bytes_as == "header":
        site.types[path + "index.html" * path.endswith("/")] = f"text/html; charset={said}"
        bytes_as, said = usual, "gb2312" if usual == "gb18030" else usual
    if said.startswith("html5 "):
        html = html.replace('http-equiv="Content-Type" content="text/html; charset=@"', 'charset="@"')
        said = said.removeprefix("html5 ")
    site.write(
        path,
        html.replace("charset=@", f"charset={said}").replace('charset="@"', f'charset="{said}"'),
        bytes_as,
    )
