"""Text for group chats: letters that chat services read as mentions or tags are replaced by their wide forms."""

from auditor.notify.message import Message, fitted, text_lines

WIDE = str.maketrans({"<": "＜", ">": "＞", "@": "＠"})


def chat_text(message: Message, most: int) -> str:
    """Return the message as plain text of at most `most` bytes, in which nothing mentions or calls anybody."""
    return fitted([line.translate(WIDE) for line in text_lines(message)], most, message.lang)
