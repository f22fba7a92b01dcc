import msgspec

from auditor.consolidate import fingerprint
from auditor.model import Outcome
from auditor.model.audit import Audit, Waiver
from auditor.rules import Clean, Finding, Limits, Unknown
from tests.consolidate.build import audit, observed, sight, unseen
from tests.make import AS_OF, HOME, account, column, partial, post, reading, site


def rich() -> Audit:
    gone = Finding("s1", HOME + "gone", {"status": 404, "looks": 2, "none": None, "members": ["a"]})
    verdicts = [
        ("link-broken", gone),
        ("link-broken", Unknown("s1", HOME + "slow", "timeout", "no answer")),
        ("column-stale", Finding("s1", HOME + "news/", {"newest": AS_OF})),
        ("account-dormant", Finding("a1", account().url, {"days": 20})),
        ("account-dormant", Unknown("a2", account("a2").url, "auth")),
        ("post-duplicate", Finding("s1", HOME + "a", {"members": [HOME + "b"]})),
    ]
    look = sight({HOME: Outcome.OK}, columns=lambda site: [column(30)], reading={"a1": reading(post(20))}.get)
    waivers = {fingerprint("column-stale", "s1", HOME + "news/"): Waiver("a reason", AS_OF)}
    before = audit(observed(site()), [("link-broken", Finding("s1", HOME + "old", {}))])
    standings = [*observed(site(), account()), unseen(account("a2"), "auth: 401")]
    return audit(standings, verdicts, look, previous=before, terms={"waivers": waivers, "notes": ("a note",)})


def test_an_audit_survives_json():
    made = rich()
    assert msgspec.json.decode(msgspec.json.encode(made), type=Audit) == made


def test_unknown_lists_subjects_once_and_targets_with_their_rules():
    standings = [
        unseen(account("a2"), "auth: 401"),
        partial(account("a3"), "empty: it holds no posts"),
        partial(site(), "not_reached: 3, timeout: 1"),
    ]
    verdicts = [
        ("account-dormant", Unknown("a2", account("a2").url, "auth")),
        ("account-missing", Unknown("a2", "a2", "auth")),
        ("account-dormant", Unknown("a3", account("a3").url, "empty", "it holds no posts")),
        ("account-missing", Unknown("a3", account("a3").url, "unsupported")),
        ("link-broken", Unknown("s1", HOME, "partial", "not_reached: 3, timeout: 1")),
        ("site-home-stale", Unknown("s1", HOME, "script_filled")),
        ("link-broken", Unknown("s1", HOME + "x", "timeout", "no answer")),
        ("column-stale", Unknown("s1", HOME + "x", "timeout")),
        ("column-blank", Unknown("s1", HOME + "x", "challenge")),
    ]
    made = [(one.subject, one.target, one.reason, one.detail, one.rules) for one in audit(standings, verdicts).unknown]
    assert made == [
        ("a2", account("a2").url, "auth", "401", ()),
        ("a3", account("a3").url, "empty", "it holds no posts", ()),
        ("s1", HOME, "partial", "not_reached: 3, timeout: 1", ()),
        ("a3", account("a3").url, "unsupported", "", ("account-missing",)),
        ("s1", HOME, "script_filled", "", ("site-home-stale",)),
        ("s1", HOME + "x", "timeout", "no answer", ("link-broken", "column-stale")),
        ("s1", HOME + "x", "challenge", "", ("column-blank",)),
    ]


def test_limits_in_force_and_counts_are_kept_for_the_report():
    verdicts = [
        ("link-broken", Clean("s1", HOME)),
        ("link-broken", Finding("s1", HOME + "x", {})),
        ("link-broken", Unknown("s1", HOME + "y", "timeout")),
    ]
    limits = {"column-stale": Limits({"news": 7}), "column-blank": Limits({"veto": 2})}
    made = audit(observed(site()), verdicts, limits=limits)
    assert made.limits["column-stale"] == {"news": 7, "notice": 180, "policy": 180, "veto_news": 5, "veto_all": 10}
    assert made.limits["column-blank"] == {"veto": 2}
    count = made.counts["link-broken"]
    assert (count.clean, count.findings, count.unknown) == (1, 1, 1)


def test_an_empty_register_gives_an_empty_audit():
    made = audit([])
    assert (made.findings, made.unknown, made.item_3, made.item_25, made.item_27) == ((), (), (), (), ())
