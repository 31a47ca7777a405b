#!/bin/sh
# Says what this machine lacks, before anything is installed. Usage: doctor.sh PYTHON DIRECTORY
set -u
python=$1
directory=$2
fail() { echo "✗ $1" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 ||
  fail "没有找到 Python。请安装 Python 3.11：apt-get install python3 python3-venv"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "需要 Python 3.11 或更新版本，现在是 $("$python" -V 2>&1)。可以这样指定：make run PYTHON=/路径/python3.11"
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
  fail "Python 缺少 venv。请安装：apt-get install python3-venv"
free=$(df -Pk "$directory" | awk 'NR==2 {print int($4/1024)}')
[ "$free" -ge 1024 ] || [ -x "$directory/.venv/bin/python" ] ||
  fail "磁盘只剩 ${free} MB，安装需要约 1 GB。请清理后重试"
[ -w "$directory" ] || fail "目录不可写：$(pwd)"
