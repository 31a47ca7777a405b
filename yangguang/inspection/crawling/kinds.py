"""How an address is referred to, and what its ending promises."""

from __future__ import annotations

LINK, ATTACHMENT, IMAGE, STYLE, SCRIPT, FRAME, MEDIA, ONCLICK, EXTERNAL, PROBE = range(10)
KIND_NAMES = ("链接", "附件", "图片", "样式", "脚本", "框架", "音视频", "脚本链接", "外链", "探测")
ATTACHMENTS = frozenset(
    (
        ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".wps", ".et", ".ofd", ".csv", ".zip", ".rar", ".7z",
        ".tar", ".gz", ".txt", ".rtf", ".xlsm", ".ceb",
    )
)  # fmt: skip
IMAGES = frozenset((".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".svg", ".ico", ".avif"))
MEDIA_FILES = frozenset((".mp4", ".mp3", ".flv", ".avi", ".wmv", ".m4a", ".wav", ".webm", ".mov"))
