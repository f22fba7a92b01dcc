"""Files that show findings, kept by their hash; a finding that stays as it was keeps those of the first time."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select

from auditor.errors import RunFailed
from auditor.model.audit import EvidenceFile
from auditor.store.opening import upsert
from auditor.store.packing import expand, squeeze
from auditor.store.schema import evidence, evidence_file
from auditor.store.store_faults import reading, writing
from auditor.store.times import milliseconds

KEY = ("run", "fingerprint", "name")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file of a finding in the store. `basis` is what it was made of, hashed: another basis, another file.

    `shot` says what came of the screenshot, on the row of the excerpt only ('' = none was tried).
    """

    file: EvidenceFile
    basis: str
    shot: str


@dataclass(frozen=True, slots=True)
class NewFile:
    """One file of a finding to be kept."""

    fingerprint: str
    name: str
    body: bytes
    basis: str


def kept_evidence(engine: Engine, run: str) -> dict[str, dict[str, KeptFile]]:
    """Return the files of a run by fingerprint and name; {} for a run that has none.

    Files that rest on something else than the finding's excerpt (an interrupted run's) are left out.
    """
    there = evidence_file.c.sha256 == evidence.c.sha256
    query = select(evidence).join(evidence_file, there).where(evidence.c.run == run)
    found: dict[str, dict[str, KeptFile]] = {}
    with reading(engine) as connection:
        for row in connection.execute(query.order_by(evidence.c.fingerprint, evidence.c.name.desc())):
            file = EvidenceFile(row.fingerprint, row.name, row.sha256, row.size)
            files = found.setdefault(row.fingerprint, {})
            if all(other.basis == row.basis for other in files.values()):
                files[row.name] = KeptFile(file, row.basis, row.shot)
    return found


def keep_files(engine: Engine, run: str, files: Sequence[NewFile], at: datetime) -> None:
    """Store files of findings in one transaction, instead of those of the same names."""
    with writing(engine) as connection:
        for one in files:
            digest = hashlib.sha256(one.body).hexdigest()
            row = {
                "run": run, "fingerprint": one.fingerprint, "name": one.name, "sha256": digest, "size": len(one.body),
                "at": milliseconds(at), "basis": one.basis, "shot": "",
            }  # fmt: skip
            fresh = {column: value for column, value in row.items() if column not in KEY}
            body = upsert(engine, evidence_file).values(sha256=digest, body=squeeze(one.body))
            connection.execute(body.on_conflict_do_nothing())
            put = upsert(engine, evidence).values(row)
            connection.execute(put.on_conflict_do_update(index_elements=KEY, set_=fresh))


def carry_evidence(engine: Engine, before: str, run: str, bases: Mapping[str, str]) -> None:
    """Let the findings of `run` keep their files of the run `before` where both rest on the same.

    `bases` maps fingerprint to basis. What `run` has already stays.
    """
    with writing(engine) as connection:
        there = set(connection.execute(select(evidence.c.fingerprint).where(evidence.c.run == run)).scalars())
        rows = [
            {**row, "run": run}
            for row in connection.execute(select(evidence).where(evidence.c.run == before)).mappings()
            if row["fingerprint"] not in there and bases.get(row["fingerprint"]) == row["basis"]
        ]
        if rows:
            connection.execute(insert(evidence), rows)


def note_shot(engine: Engine, run: str, fingerprint: str, name: str, shot: str) -> None:
    """Store, with the excerpt `name`, what came of the screenshot."""
    mine = (evidence.c.run == run, evidence.c.fingerprint == fingerprint, evidence.c.name == name)
    with writing(engine) as connection:
        connection.execute(evidence.update().where(*mine).values(shot=shot))


def evidence_body(engine: Engine, file: EvidenceFile) -> bytes:
    """Return the bytes of a file, as they were when it was kept. Raises RunFailed where they are gone."""
    with reading(engine) as connection:
        blob = connection.execute(select(evidence_file.c.body).where(evidence_file.c.sha256 == file.sha256)).scalar()
        if blob is None:
            raise RunFailed(f"the store no longer holds evidence/{file.name}")
        return expand(blob)
