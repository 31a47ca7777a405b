"""Does the real nginx accept deploy/nginx, and systemd deploy/systemd? Installs nginx where it is missing.

Nothing of the machine's own configuration is touched: everything is laid out in a folder of its own. ``bench/proxy.py``
runs the same layout.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "deploy" / "nginx"


def nginx() -> str:
    """The nginx to run; installs Debian's where there is none."""
    if found := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin"):
        return found
    print("安装 nginx 以检查配置……")
    sudo = [] if os.getuid() == 0 else ["sudo"]
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "nginx-light"],
    ):
        done = subprocess.run([*sudo, *command], stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            sys.exit("✗ 缺少 nginx，也装不上。请以管理员身份运行：apt-get install nginx-light")
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin") or sys.exit(
        "✗ 装好后仍找不到 nginx"
    )


def lay_out(folder: Path, *, site: int = 8000, plain: int = 8080, tls: int = 8443, static: Path | None = None,
            limits: bool = True) -> Path:  # fmt: skip
    """Write the configuration into a folder with these ports, a certificate of its own and no fixed paths.

    ``limits`` False takes the limits by address off, for measuring from one address. Returns nginx.conf.
    """
    for name in ("cache", "temp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    changes = {
        "/etc/ssl/yangguang/fullchain.pem": str(folder / "cert.pem"),
        "/etc/ssl/yangguang/privkey.pem": str(folder / "key.pem"),
        "/var/cache/nginx/yangguang": str(folder / "cache"),
        "/var/lib/yangguang/static/": f"{static or folder}/",
        "/etc/nginx/yangguang-": f"{folder}/yangguang-",
        "127.0.0.1:8000": f"127.0.0.1:{site}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen [::]:80;": "",
        "listen 443 ": f"listen 127.0.0.1:{tls} ",
        "listen [::]:443 ssl http2;": "",
        "example.gov.cn": "localhost 127.0.0.1",
    }
    for source in SOURCE.glob("*.conf"):
        text = source.read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        if not limits:
            text = re.sub(r"^\s*limit_(req|conn) .*$", "", text, flags=re.M)
        (folder / source.name).write_text(text, encoding="utf-8")
    temp = "\n".join(
        f"    {n}_temp_path {folder}/temp/{n};" for n in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    # Started by root nginx would go on as nobody, who can't look into a folder made for root.
    user = "user root;\n" if os.getuid() == 0 else ""
    main.write_text(
        f"{user}worker_processes 2;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log warn;\n"
        "events { worker_connections 2048; }\n"
        f"http {{\n    include /etc/nginx/mime.types;\n    sendfile on;\n    access_log off;\n{temp}\n"
        f"    include {folder}/yangguang.conf;\n}}\n",
        encoding="utf-8",
    )
    return main


def main() -> int:
    program = nginx()
    with tempfile.TemporaryDirectory(prefix="yangguang-nginx-") as name:
        conf = lay_out(Path(name))
        done = subprocess.run(
            [program, "-t", "-q", "-p", name, "-e", f"{name}/error.log", "-c", str(conf)], check=False
        )
    if done.returncode:
        print("✗ nginx 不接受 deploy/nginx 的配置", file=sys.stderr)
        return 1
    print("nginx 接受 deploy/nginx 的配置")
    return 0


if __name__ == "__main__":
    sys.exit(main())
