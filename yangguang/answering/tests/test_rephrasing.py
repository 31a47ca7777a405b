"""A model may only say in fewer words what a cited passage says; what it makes up, turns round or adds is dropped."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.cache import cache

from yangguang.answering import rephrasing

pytestmark = pytest.mark.task(25)
PASSAGE = (
    "第五条 具有本区户籍、年满80周岁的老年人可以申领高龄津贴，标准为每人每月100元。"
    "已经享受其他同类补贴的，不予重复发放。申请人应当在满足条件后30日内向户籍所在社区提出申请。"
)
OTHER = "办理地点：各街道便民服务中心。咨询电话由各街道公布。"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("年满80周岁的本区户籍老年人可以申领高龄津贴，每人每月100元[1]。", True),
        ("年满80周岁的本区户籍老年人可以申领高龄津贴，每人每月200元[1]。", False),
        ("年满70周岁的本区户籍老年人可以申领高龄津贴[1]。", False),
        ("已经享受其他同类补贴的，可以重复发放[1]。", False),
        ("已经享受其他同类补贴的，不予重复发放。[1]", True),
        ("申请人应当在满足条件后三十日内向户籍所在社区提出申请[1]。", False),
        ("高龄津贴的标准为每人每月100元。", False),
        ("高龄津贴的标准为每人每月100元[2]。", False),
        ("高龄津贴的标准为每人每月100元[7]。", False),
        ("建议您携带身份证原件前往行政服务大厅咨询办理[1]。", False),
        ("办理地点是各街道便民服务中心[2]。", True),
    ],
)
def test_a_sentence_stays_only_when_the_passage_it_names_bears_it_out(said, kept):
    assert bool(rephrasing.supported(said, [PASSAGE, OTHER])) is kept


def test_sentences_are_judged_one_by_one_and_told_once():
    said = "每人每月100元的高龄津贴标准[1]。每人每月300元的高龄津贴标准[1]。每人每月100元的高龄津贴标准[1]。"
    assert [b.text for b in rephrasing.supported(said, [PASSAGE])] == ["每人每月100元的高龄津贴标准。"]


@contextmanager
def _model(answer, status=200):
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()


def _chat(text):
    return json.dumps({"choices": [{"message": {"content": text}}]}).encode()


def test_only_the_question_and_public_passages_are_sent(settings):
    with _model(_chat("标准为每人每月100元[1]。另外还可以申请购房补贴[1]。")) as (url, asked):
        settings.MODEL_URL = url
        found = rephrasing.brief("高龄津贴多少钱", [PASSAGE])
    assert [(b.text, b.sources) for b in found] == [("标准为每人每月100元。", (1,))]
    path, sent = asked[0]
    assert path == "/v1/chat/completions"
    assert sent["messages"][1]["content"] == f"问题：高龄津贴多少钱\n\n原文：\n[1] {PASSAGE}"


@pytest.mark.parametrize(
    ("answer", "status"),
    [(b"nonsense", 200), (b"{}", 200), (_chat("x"), 500), (b"x" * 70_000, 200), (_chat(None), 200)],
)
def test_a_failing_model_changes_nothing_and_is_left_alone_for_a_while(settings, answer, status):
    with _model(answer, status) as (url, asked):
        settings.MODEL_URL = url
        assert rephrasing.brief("高龄津贴多少钱", [PASSAGE]) == []
        assert rephrasing.brief("高龄津贴多少钱", [PASSAGE]) == []
        assert len(asked) == 1


def test_without_a_model_nobody_is_asked(settings):
    settings.MODEL_URL = ""
    assert rephrasing.brief("高龄津贴多少钱", [PASSAGE]) == []


def test_a_question_with_personal_data_is_not_sent(settings):
    with _model(_chat("标准为每人每月100元[1]。")) as (url, asked):
        settings.MODEL_URL = url
        assert rephrasing.brief("我母亲的手机13950001234，高龄津贴多少钱", [PASSAGE]) == []
        assert asked == []
