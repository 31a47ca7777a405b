"""Error pages that say what happened and where to go."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "core/error.html", {"title": title, "text": text, "code": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "请求有误", "浏览器发来的内容不完整或已损坏，请返回上一页重试。")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = str(exception or "") or "您的账号没有查看此页的权限。如工作需要，请联系本单位负责人或安全管理员。"
    return _page(request, 403, "没有权限", text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "没有找到这个页面", "网址可能写错了，或内容已经移走。可以回到首页查找。")


def server_error(request: HttpRequest) -> HttpResponse:
    text = "系统出现故障，您刚才提交的内容没有保存。请稍后再试；仍有问题请联系网站运行单位。"
    return _page(request, 500, "系统故障", text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = "页面打开太久或已退出登录，为安全起见没有提交。请返回上一页刷新后再试。"
    return _page(request, 403, "页面已过期", text)
