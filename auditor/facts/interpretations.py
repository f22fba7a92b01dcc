"""Explanations of policies on a site, and whether they and their policies lead to each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, select

from auditor.extract.link_collector import MOST_LINKS
from auditor.facts.stored_run import StoredRun
from auditor.model import ColumnClass, PageKind, SiteObservation
from auditor.store.packing import unpack_facts, unpack_ids, unpack_texts
from auditor.store.schema import look, page
from auditor.store.store_faults import reading
from auditor.store.url_addresses import addresses_of
from auditor.text.document_names import (
    LEAST_NAME,
    explains,
    is_document,
    loose_policy_core,
    policy_core,
    quoted_policies,
)

MOST_READ = 5_000
ORIGINAL = ("原文", "文件链接", "相关文件", "相关政策", "政策文件链接", "文件下载", "附件")
EXPLAINED = ("解读", "图解", "读懂", "问答")
MENU_LETTERS = 4
"""Letters of a link up to which 政策解读 is the name of a column, not of an explanation."""


@dataclass(frozen=True, slots=True)
class InterpretationReading:
    """One page that explains a policy, with what it and the policy's page lead to.

    `policies` are the names its title quotes. `policy_url` and `policy_title` are the policy's page on the same
    site ('' where it was not seen), `loose` says that years, numbers or brackets were left out to match it.
    `linked`: the page leads to the policy or to an attachment of it; `back_linked`: the policy's page leads to
    it. `leads_to_government`: it leads to another government site. `complete` False: not all links are known.
    """

    url: str
    title: str
    policies: tuple[str, ...]
    policy_url: str = ""
    policy_title: str = ""
    loose: bool = False
    linked: bool = False
    back_linked: bool = False
    leads_to_government: bool = False
    complete: bool = True

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["InterpretationReading"]:
        """Yield the pages of a site that explain a policy which their title quotes."""
        if run.get(SiteObservation, subject):
            yield from read_interpretations(run.engine, run.id, subject)


@dataclass(slots=True)
class _Policies:
    exact: dict[str, list[int]] = field(default_factory=dict)
    loose: dict[str, list[int]] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)


def read_interpretations(engine: Engine, run: str, site: str) -> Iterator[InterpretationReading]:
    """Yield the explanations among the pages of a site seen in a run, nearest to the home page first."""
    with reading(engine) as connection:
        rows = connection.execute(
            select(page.c.url_id, page.c.title, page.c.facts)
            .where(page.c.subject == site, page.c.seen_run == run, page.c.kind == PageKind.ARTICLE.value)
            .order_by(page.c.depth, page.c.url_id)
        )
        policies = _Policies()
        found: list[tuple[int, str, str, tuple[str, ...]]] = []
        for row in rows:
            facts = unpack_facts(row.facts)
            title = facts.meta.get("articletitle") or facts.heading or row.title
            if explains(title) or (facts.column_class is ColumnClass.INTERPRETATION and quoted_policies(title)):
                if len(found) < MOST_READ and (names := quoted_policies(title)):
                    found.append((row.url_id, facts.url, title, names))
            elif is_document(title):
                policies.titles[row.url_id] = title
                for table, name in ((policies.exact, policy_core(title)), (policies.loose, loose_policy_core(title))):
                    if len(name) >= LEAST_NAME:
                        table.setdefault(name, []).append(row.url_id)
        for url_id, address, title, names in found:
            yield _reading(connection, run, (url_id, address, title), names, policies)


def _matches(names: Sequence[str], policies: _Policies) -> tuple[list[int], bool]:
    """Return the pages of the policies named, and whether they were matched by their loose names only."""
    exact = [one for name in names for one in policies.exact.get(policy_core(name), ())]
    if exact:
        return exact, False
    return [one for name in names for one in policies.loose.get(loose_policy_core(name), ())], True


def _reading(
    connection: Connection, run: str, own: tuple[int, str, str], names: Sequence[str], policies: _Policies
) -> InterpretationReading:
    url_id, address, title = own
    pages, loose = _matches(names, policies)
    links = _links(connection, run, [url_id, *pages[:20]])
    here, whole = links.get(url_id, ({}, False))
    cores = [name for one in names for name in (policy_core(one), loose_policy_core(one)) if len(name) >= LEAST_NAME]
    linked = any(one in here for one in pages) or any(_names(text, cores) for text in here.values())
    back = any(
        url_id in there or any(_explains(text, cores) for text in there.values())
        for there, _ in (links[one] for one in pages[:20] if one in links)
    )
    told = addresses_of(connection, [*pages[:1], *list(here)[:MOST_LINKS]])
    return InterpretationReading(
        url=address,
        title=title,
        policies=tuple(names),
        policy_url=told.get(pages[0], "") if pages else "",
        policy_title=policies.titles.get(pages[0], "") if pages else "",
        loose=loose,
        linked=linked,
        back_linked=back,
        leads_to_government=any(_outside(told.get(one, ""), address) for one in here),
        complete=whole and all(links[one][1] for one in pages[:20] if one in links),
    )


def _links(connection: Connection, run: str, pages: Sequence[int]) -> dict[int, tuple[Mapping[int, str], bool]]:
    """Return for each page its targets, redirects followed, with their texts, and whether all its links are known."""
    rows = connection.execute(
        select(page.c.url_id, page.c.links, page.c.link_texts).where(page.c.url_id.in_(pages), page.c.seen_run == run)
    ).all()
    found: dict[int, tuple[Mapping[int, str], bool]] = {}
    for row in rows:
        targets = dict(zip(unpack_ids(row.links).tolist(), unpack_texts(row.link_texts), strict=False))
        ids = list(targets)
        for start in range(0, len(ids), 500):
            moved = connection.execute(
                select(look.c.url_id, look.c.final_id).where(
                    look.c.run == run, look.c.url_id.in_(ids[start : start + 500]), look.c.final_id.is_not(None)
                )
            )
            for one in moved:
                targets.setdefault(one.final_id, targets[one.url_id])
        found[row.url_id] = (targets, len(ids) < MOST_LINKS)
    return found


def _names(text: str, cores: Sequence[str]) -> bool:
    if any(word in text for word in ORIGINAL):
        return True
    plain = policy_core(text)
    return not explains(text) and len(plain) >= LEAST_NAME and any(one in plain or plain in one for one in cores)


def _explains(text: str, cores: Sequence[str]) -> bool:
    if not any(word in text for word in EXPLAINED):
        return False
    return "相关解读" in text or (len(text) > MENU_LETTERS and any(one in policy_core(text) for one in cores))


def _outside(address: str, own: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host.endswith(".gov.cn") and host != urlsplit(own).hostname
