"""Which file system a path lies on, and what is refused there."""

from pathlib import Path

import pytest

from auditor.errors import BadInput
from auditor.store.network_share import file_system, refuse_share, sqlite_file

TABLE = """\
22 1 0:20 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:26 / /srv rw - nfs4 server:/srv rw
31 30 0:27 / /srv/local\\040disk rw - xfs /dev/sdb1 rw
32 22 0:28 / /srvother rw - cifs //server/x rw
33 22 0:29 / /srv rw shared:1 - tmpfs tmpfs rw
broken line
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "mountinfo"
    path.write_text(TABLE)
    return path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/x", "ext4"),
        ("/srv/local disk/reports", "xfs"),
        ("/srvother/a", "cifs"),
        ("/srv/a", "tmpfs"),
        ("/srvothers", "ext4"),
    ],
)
def test_the_deepest_and_last_mount_counts(table: Path, path: str, kind: str) -> None:
    assert file_system(Path(path), table) == kind


def test_without_a_table_nothing_is_known(tmp_path: Path) -> None:
    assert file_system(Path("/x"), tmp_path / "none") == ""
    assert file_system(Path(__file__)) != ""


def test_a_store_on_a_share_is_refused(table: Path) -> None:
    with pytest.raises(BadInput, match=r"/srvother/a\.db lies on a network share \(cifs\)"):
        refuse_share("sqlite:////srvother/a.db", table)
    refuse_share("sqlite:////srv/a.db", table)
    refuse_share("postgresql://db/x", table)


def test_the_file_of_a_store() -> None:
    assert sqlite_file("sqlite:///a/b.db?timeout=3") == Path("a/b.db")
    assert sqlite_file("sqlite:////a/b.db") == Path("/a/b.db")
    assert sqlite_file("postgresql://x/y") is None
