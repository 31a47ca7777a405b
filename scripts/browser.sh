#!/bin/sh
# The browser tests drive Debian's Chromium with a Chinese font; installs both where they are missing.
set -u
browser=${YANGGUANG_CHROMIUM:-/usr/bin/chromium}
[ -x "$browser" ] && fc-list :lang=zh 2>/dev/null | grep -q . && exit 0
echo "安装测试用的浏览器和中文字体……"
if [ "$(id -u)" = 0 ]; then sudo=""; elif command -v sudo >/dev/null 2>&1; then sudo="sudo"; else
  echo "✗ 缺少 Chromium 或中文字体。请以管理员身份运行：apt-get install chromium fontconfig fonts-noto-cjk" >&2
  exit 1
fi
{ $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk; } >/dev/null ||
  { echo "✗ 安装失败。请手动运行：apt-get install chromium fontconfig fonts-noto-cjk" >&2; exit 1; }
