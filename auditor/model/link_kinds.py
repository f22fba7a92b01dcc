"""What a link target is for people: link, image, script, style sheet, attachment, frame (codes, for `code_words`)."""

from collections.abc import Iterable, Mapping

from auditor.model import LinkKind

KINDS: Mapping[int, str] = {
    LinkKind.ANCHOR: "link",
    LinkKind.AREA: "link",
    LinkKind.IMAGE: "image",
    LinkKind.SOURCE: "media",
    LinkKind.SCRIPT: "script",
    LinkKind.STYLESHEET: "style_sheet",
    LinkKind.LINK: "resource",
    LinkKind.FRAME: "frame",
    LinkKind.FORM: "form",
    LinkKind.REFRESH: "redirect",
    LinkKind.CSS: "image",
    LinkKind.OBJECT: "media",
    LinkKind.POSTER: "image",
    LinkKind.MEDIA: "media",
    LinkKind.REDIRECT: "redirect",
}
ATTACHMENTS = (
    ".pdf", ".ofd", ".ceb", ".doc", ".docx", ".wps", ".rtf", ".xls", ".xlsx", ".et", ".csv", ".ppt", ".pptx", ".dps",
    ".zip", ".rar", ".7z", ".txt",
)  # fmt: skip


def kinds_of(url: str, kinds: Iterable[int]) -> list[str]:
    """Return the codes of the ways `url` is linked, sorted; empty when no page links it (a sitemap is no page).

    A plain link to a document or archive, told by its name, is an attachment.
    """
    codes = {KINDS[kind] for kind in kinds if kind in KINDS}
    if "link" in codes and url.partition("?")[0].lower().endswith(ATTACHMENTS):
        codes = codes - {"link"} | {"attachment"}
    return sorted(codes)
