"""A file that can't be read to its end costs its own reading, nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from yangguang.checking import reading
from yangguang.checking.reading import apart
from yangguang.checking.subjects import PartKind


def book(path: Path, rows: int) -> Path:
    made = openpyxl.Workbook()
    for n in range(rows):
        made.active.append([f"示例{n}", n, "说明"])
    made.active.column_dimensions["B"].hidden = True
    out = io.BytesIO()
    made.save(out)
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.task(25)
def test_what_is_read_apart_is_what_is_read_here(tmp_path, monkeypatch):
    path = book(tmp_path / "示例 表.xlsx", 30)
    here = reading.read(path)
    monkeypatch.setattr(apart, "SMALL", 0)
    assert apart.read_guarded(path) == here
    assert any(p.kind is PartKind.HIDDEN for p in here.parts)


@pytest.mark.task(25)
def test_a_file_that_takes_too_long_is_told_as_unread(tmp_path, monkeypatch):
    path = book(tmp_path / "示例.xlsx", 60_000)
    monkeypatch.setattr(apart, "SMALL", 0)
    found = apart.read_guarded(path, seconds=0.2)
    assert "还没有读完" in found.unreadable
    assert [p.kind for p in found.parts] == [PartKind.PICTURE]


@pytest.mark.task(25)
def test_a_reader_that_breaks_takes_nothing_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "SMALL", 0)
    path = book(tmp_path / "示例.xlsx", 3)
    monkeypatch.setenv("PYTHONHASHSEED", "not a number")  # Python itself refuses to start
    found = apart.read_guarded(path)
    assert "出错停止了" in found.unreadable


@pytest.mark.task(25)
def test_a_missing_file_is_no_reading(tmp_path):
    with pytest.raises(FileNotFoundError):
        apart.read_guarded(tmp_path / "没有.pdf")
