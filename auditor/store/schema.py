"""Tables of the store: append-only looks and frontier rows, one current row of facts a page."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

SCHEMA_VERSION = 3

metadata = MetaData()

# SQLite gives a rowid to INTEGER PRIMARY KEY only; PostgreSQL needs 64 bits.
BigId = BigInteger().with_variant(Integer(), "sqlite")

store_version = Table("store_version", metadata, Column("version", Integer, primary_key=True))

run = Table(
    "run",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("as_of", String(10), nullable=False),
    Column("inventory", Text, nullable=False),
    Column("register_hash", String(64), nullable=False),
    Column("tool_version", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("resumed", SmallInteger, nullable=False, default=0),
    Column("requests", BigInteger, nullable=False, default=0),
    Column("bytes", BigInteger, nullable=False, default=0),
    Column("pages", BigInteger, nullable=False, default=0),
    Column("posts", BigInteger, nullable=False, default=0),
    Column("audit", LargeBinary),
    Column("recheck_of", String(40)),
)

url = Table(
    "url",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("address", Text),
)

frontier = Table(
    "frontier",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=False),
    Column("run", String(40), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("url_id", BigInteger, nullable=False),
    Column("depth", SmallInteger, nullable=False),
    Column("what", SmallInteger, nullable=False),
    Index("frontier_of_subject", "run", "subject", "what", "seq"),
)

look = Table(
    "look",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("url_id", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", String(100), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("status", SmallInteger),
    Column("final_id", BigInteger),
    Column("detail", Text, nullable=False, default=""),
    Column("soft_404", Text, nullable=False, default=""),
    Column("content_type", String(80), nullable=False, default=""),
    Column("at", BigInteger, nullable=False),
    Column("elapsed_ms", Integer, nullable=False, default=0),
    Column("bytes", BigInteger, nullable=False, default=0),
    Column("depth", SmallInteger, nullable=False, default=0),
    Column("looks", SmallInteger, nullable=False, default=1),
    Column("notes", LargeBinary),
    sqlite_with_rowid=False,
)

page = Table(
    "page",
    metadata,
    Column("url_id", BigId, primary_key=True, autoincrement=False),
    Column("subject", String(100), nullable=False),
    Column("seen_run", String(40), nullable=False),
    Column("depth", SmallInteger, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("title", Text, nullable=False),
    Column("published", String(10)),
    Column("list_state", String(20), nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("links", LargeBinary, nullable=False),
    Column("link_kinds", LargeBinary, nullable=False),
    Column("link_texts", LargeBinary, nullable=False),
    Column("characters", Integer, nullable=False, default=0),
    Column("signature", LargeBinary),
    Column("text", LargeBinary),
    Column("etag", Text, nullable=False, default=""),
    Column("last_modified", Text, nullable=False, default=""),
    Column("body_hash", LargeBinary),
    Column("extractor", String(40), nullable=False, default=""),
    Index("page_of_subject", "subject", "seen_run"),
)

attachment = Table(
    "attachment",
    metadata,
    Column("url_id", BigId, primary_key=True, autoincrement=False),
    Column("subject", String(100), nullable=False),
    Column("seen_run", String(40), nullable=False),
    Column("read_run", String(40), nullable=False),
    Column("kind", String(10), nullable=False, default=""),
    Column("unread", String(24), nullable=False, default=""),
    Column("detail", Text, nullable=False, default=""),
    Column("leaks", LargeBinary),
    Column("etag", Text, nullable=False, default=""),
    Column("last_modified", Text, nullable=False, default=""),
    Column("body_hash", LargeBinary),
    Column("reader", String(40), nullable=False, default=""),
    Index("attachment_of_subject", "subject", "seen_run"),
)

cut = Table(
    "cut",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("subject", String(100), primary_key=True),
    Column("reason", String(24), primary_key=True),
    Column("count", Integer, nullable=False),
)

observation = Table(
    "observation",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("subject", String(100), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("blob", LargeBinary, nullable=False),
)

compared = Table(
    "compared",
    metadata,
    Column("subject", String(100), primary_key=True),
    Column("blob", LargeBinary, nullable=False),
)
"""What the texts of a site came to when last compared: one row a site, and EVERY_SITE for all of them together."""

doubtful = Table(
    "doubtful",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("subject", String(100), primary_key=True),
    Column("url_id", BigInteger, primary_key=True, autoincrement=False),
    Column("blob", LargeBinary, nullable=False),
)

sample = Table(
    "sample",
    metadata,
    Column("subject", String(100), primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("opened", SmallInteger),
    Column("outcome", String(16), nullable=False),
    Column("status", SmallInteger),
    Column("elapsed_ms", Integer, nullable=False),
    Column("detail", Text, nullable=False, default=""),
    sqlite_with_rowid=False,
)

sighting = Table(
    "sighting",
    metadata,
    Column("subject", String(100), primary_key=True),
    Column("run", String(40), primary_key=True),
    Column("day", String(10), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("adapter", String(40), nullable=False),
    Column("outcome", String(24), nullable=False),
    Column("source", Text, nullable=False, default=""),
    Column("detail", Text, nullable=False, default=""),
    Column("newest", BigInteger),
    Column("as_of", BigInteger),
    Column("posts", Integer, nullable=False, default=0),
    Index("sighting_by_day", "subject", "day"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("fingerprint", String(16), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("basis", String(32), nullable=False, default=""),
    Column("shot", String(16), nullable=False, default=""),
    Index("evidence_by_hash", "sha256"),
)

evidence_file = Table(
    "evidence_file",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

decision = Table(
    "decision",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=False),
    Column("about", Text, nullable=False),
    Column("field", String(12), nullable=False),
    Column("value", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("who", String(100), nullable=False, default=""),
    Column("source", Text, nullable=False, default=""),
    Index("decision_about", "about"),
)
