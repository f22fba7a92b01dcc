"""What holds for every test: certificates are read once, and what one test hides hides nothing in the next."""

import os
import ssl
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine

from auditor.fetch.http.tls import tls_context
from auditor.store.opening import open_store

hypothesis.settings.register_profile("seeded", derandomize=True, deadline=None)
hypothesis.settings.load_profile("seeded")


@cache
def _default(file: str | None, folder: str | None) -> ssl.SSLContext:
    return tls_context()


def _context(cafile: str | None = None, extras: Sequence[bytes] = ()) -> ssl.SSLContext:
    if cafile or extras:
        return tls_context(cafile, extras)
    return _default(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@pytest.fixture(autouse=True, scope="session")
def _certificates_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("auditor.fetch.client.tls_context", _context)
        yield


@pytest.fixture(autouse=True)
def _hidden_values_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what one test hides (`logs.hide`) hide nothing in the next."""
    monkeypatch.setattr("auditor.logs._HIDDEN", {})


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Return an empty store on disk."""
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    yield engine
    engine.dispose()
