"""Robots and services against local servers that answer in the documented shapes."""

import json
import time
from dataclasses import replace

import pytest

from auditor.config.settings import NotifySettings
from auditor.logs import one_line
from auditor.notify.message import run_message, trial_message
from auditor.notify.send import send_all
from tests.notify import servers
from tests.report.hostile import hostile_audit
from tests.report.invented import blind_audit, empty_audit, rich_audit
from tests.report.rules import RULES

SETTINGS = NotifySettings(webhooks=("wecom",), timeout_s=5)


def message(make=rich_audit, lang="zh"):
    return run_message(make(), None, RULES.values(), lang, None, "http://reports.example/")


def fault(kind, environ, told=None, **more):
    (one,) = send_all(
        told or message(), replace(SETTINGS, webhooks=(kind,)), {f"AUDITOR_NOTIFY_{k}": v for k, v in environ.items()},
        **{"pause_s": 0, **more},
    )  # fmt: skip
    return one.fault


@pytest.fixture
def wecom():
    with servers.robot(servers.wecom) as robot:
        yield robot


@pytest.fixture
def dingtalk():
    with servers.robot(servers.dingtalk) as robot:
        yield robot


@pytest.fixture
def feishu():
    with servers.robot(servers.feishu) as robot:
        yield robot


@pytest.mark.parametrize("make", [rich_audit, empty_audit, blind_audit, hostile_audit])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_robot_takes_every_message(make, lang, wecom, dingtalk, feishu):
    told = message(make, lang)
    assert fault("wecom", {"WECOM_URL": f"{wecom.url}/cgi-bin/webhook/send?key=wecom-robot-key"}, told) == ""
    ding = {"DINGTALK_URL": f"{dingtalk.url}/robot/send?access_token=ding-token", "DINGTALK_SECRET": "SECding-secret"}
    assert fault("dingtalk", ding, told) == ""
    hook = {"FEISHU_URL": f"{feishu.url}/open-apis/bot/v2/hook/feishu-hook", "FEISHU_SECRET": "feishu-secret"}
    assert fault("feishu", hook, told) == ""
    texts = [wecom.asked[0].body["text"]["content"], dingtalk.asked[0].body["text"]["content"]]
    (post,) = feishu.asked[0].body["content"]["post"].values()
    texts.append("\n".join([post["title"], *(line[0]["text"] for line in post["content"])]))
    for text in texts:
        assert text.startswith(told.title)
        assert not set(text) & set("<>@\x1b\x00\u202e\u200b\r\t")
    assert texts[1] == texts[2]


def test_what_is_told_are_counts_and_names_of_the_register(wecom):
    fault("wecom", {"WECOM_URL": f"{wecom.url}/send?key=wecom-robot-key"})
    text = wecom.asked[0].body["text"]["content"]
    assert "单项否决（" in text
    assert "【新】示例区卫生健康委员会（区卫生健康委）：首页长期未更新" in text
    assert "示例区体育局（区体育局）" in text
    targets = [one.target for one in rich_audit().findings]
    assert not [one for one in targets if one in text]


def test_a_refusal_within_http_200_is_a_failure(wecom, dingtalk, feishu):
    assert "93000" in fault("wecom", {"WECOM_URL": f"{wecom.url}/send?key=another-key"})
    wrong = {"DINGTALK_URL": f"{dingtalk.url}/robot/send?access_token=ding-token", "DINGTALK_SECRET": "SECother"}
    assert "310000: sign not match" in fault("dingtalk", wrong)
    unsigned = {"DINGTALK_URL": f"{dingtalk.url}/robot/send?access_token=ding-token"}
    assert "310000" in fault("dingtalk", unsigned)
    assert "19021" in fault("feishu", {"FEISHU_URL": f"{feishu.url}/open-apis/bot/v2/hook/feishu-hook"})
    assert [len(one.asked) for one in (wecom, dingtalk, feishu)] == [1, 2, 1]


@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>login</html>", b"[]", b'{"ok": true}', b'{"errcode": "0"}', b'{"errcode": false}', b"[" * 9000],
)
def test_an_answer_that_does_not_say_it_was_taken_is_a_failure(answer):
    with servers.robot(lambda asked: (200, answer)) as robot:
        assert fault("wecom", {"WECOM_URL": f"{robot.url}/send?key=wecom-robot-key"}) != ""


@pytest.mark.parametrize(("answer", "fine"), [
    ({"code": 0, "msg": "success"}, True), ({"StatusCode": 0, "StatusMessage": "success"}, True),
    ({"StatusCode": 1, "StatusMessage": "no"}, False), ({"code": 9499, "StatusCode": 0}, False),
])  # fmt: skip
def test_old_and_new_answers_of_feishu(answer, fine):
    with servers.robot(lambda asked: (200, answer)) as robot:
        assert (fault("feishu", {"FEISHU_URL": f"{robot.url}/hook/abc-def-ghi"}) == "") is fine


def test_any_service_gets_json_with_counts_vetoes_and_a_token():
    with servers.robot(lambda asked: (204, b"")) as robot:
        assert fault("json", {"JSON_URL": f"{robot.url}/in", "JSON_TOKEN": "bearer-token"}) == ""
    (asked,) = robot.asked
    assert asked.headers["authorization"] == "Bearer bearer-token"
    assert asked.headers["content-type"].startswith("application/json")
    body = asked.body
    assert list(body) == ["schema_version", "event", "title", "summary", "report", "run", "counts", "vetoes"]
    assert (body["event"], body["run"]["as_of"], body["report"]) == ("run_finished", "2026-06-30", None)
    veto = next(one for one in body["vetoes"] if one["subject"] == "health")
    assert (veto["rule"], veto["unit"], veto["new"]) == ("site-home-stale", "区卫生健康委", True)
    assert body["counts"]["subjects"] == len(rich_audit().standings)


def test_what_may_pass_is_tried_once_more_and_what_will_not_is_not():
    for status, tries in ((503, 2), (429, 2), (404, 1), (302, 1)):
        with servers.robot(lambda asked, status=status: (status, b"no")) as robot:
            assert f"answered {status}" in fault("json", {"JSON_URL": robot.url + "/in"})
        assert [one.path for one in robot.asked] == ["/in"] * tries
    answers = iter([(503, b""), (200, b"")])
    with servers.robot(lambda asked: next(answers)) as robot:
        assert fault("json", {"JSON_URL": robot.url}) == ""


def test_no_fault_shows_an_address_with_its_key(wecom):
    url = f"{wecom.url}/send?key=another-secret-key"
    shown = fault("wecom", {"WECOM_URL": url})
    shown += fault("wecom", {"WECOM_URL": "http://127.0.0.1:1/send?key=another-secret-key"})
    with servers.robot(lambda asked: (500, asked.path.encode())) as robot:
        shown += fault("json", {"JSON_URL": f"{robot.url}/hook/path-secret-key?key=another-secret-key"})
    assert "another-secret-key" not in shown
    assert "path-secret-key" not in shown
    assert one_line(f"POST {url}").endswith("***")


@pytest.mark.parametrize(
    "url", ["", "ftp://x.example/", "javascript:alert(1)", "http://", "http://[", "http://a:b/", "例"]
)
def test_an_address_that_is_none_is_told_and_never_shown(url):
    told = fault("wecom", {"WECOM_URL": url})
    assert told in ("AUDITOR_NOTIFY_WECOM_URL is not set", "AUDITOR_NOTIFY_WECOM_URL is no http(s) address")


def test_a_server_that_never_ends_is_left_and_the_others_are_told():
    def slow(asked):
        time.sleep(3)
        return 200, b""

    with servers.robot(slow) as one, servers.robot(servers.wecom) as other:
        environ = {
            "AUDITOR_NOTIFY_JSON_URL": one.url,
            "AUDITOR_NOTIFY_WECOM_URL": f"{other.url}/send?key=wecom-robot-key",
        }
        start = time.perf_counter()
        sent = send_all(message(), replace(SETTINGS, webhooks=("json", "wecom")), environ, pause_s=0, longest_s=0.8)
        assert time.perf_counter() - start < 2
    assert [(each.channel, each.fault) for each in sent] == [("json", "not done within 0.8 s"), ("wecom", "")]


def test_an_endless_answer_is_not_read_to_its_end():
    with servers.robot(lambda asked: (200, b'{"errcode": 0' + b" " * 3_000_000 + b"}")) as robot:
        assert "none of a robot's" in fault("wecom", {"WECOM_URL": f"{robot.url}/send?key=wecom-robot-key"})


def test_a_long_message_is_shortened_to_what_wecom_takes(wecom):
    long = message()
    lines = tuple(f"{'很长的名称' * 12}{number}" for number in range(60))
    long = replace(long, sections=(replace(long.sections[0], lines=lines),))
    assert fault("wecom", {"WECOM_URL": f"{wecom.url}/send?key=wecom-robot-key"}, long) == ""
    text = wecom.asked[0].body["text"]["content"]
    assert 1_700 < len(text.encode()) <= 2_048
    assert text.endswith("……内容较长，其余见报告")
    huge = replace(long, title="题" * 2_000)
    assert fault("wecom", {"WECOM_URL": f"{wecom.url}/send?key=wecom-robot-key"}, huge) == ""


def test_a_trial_says_that_it_is_one():
    with servers.robot(lambda asked: (200, b"")) as robot:
        assert fault("json", {"JSON_URL": robot.url}, trial_message("en")) == ""
    assert json.loads(robot.asked[0].raw)["event"] == "test"
