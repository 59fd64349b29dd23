"""What the engine says in English, in the person's language: known sentences with their figures kept.

The engine and its log speak one language; the window translates by pattern. What no pattern knows (the words
of an exchange, of the operating system) stays as it was said.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QCoreApplication

from mmdesk.gui.said_texts import SAID

_FIELD = re.compile(r"\{(\w+)\}")
_MAX_DEPTH = 3


def said(text: str) -> str:
    """`text` of the engine as the window shows it."""
    return _told(text, _language_mark())


def said_all(texts: Iterable[str]) -> str:
    """Several of them in one line."""
    return "; ".join(said(text) for text in texts)


def known(text: str) -> bool:
    """Whether a pattern knows this text."""
    return _match(text) is not None


def _language_mark() -> str:
    # Part of the cache's key: a text is translated again when the language was installed meanwhile.
    return QCoreApplication.translate("mmdesk", SAID[0])


@lru_cache(maxsize=512)
def _told(text: str, _language: str, depth: int = 0) -> str:
    found = _match(text)
    if found is None or depth > _MAX_DEPTH:
        return text
    template, fields = found
    words = {name: _told(value, _language, depth + 1) for name, value in fields.items()}
    return QCoreApplication.translate("mmdesk", template).format(**words)


def _match(text: str) -> tuple[str, dict[str, str]] | None:
    if text in _EXACT:
        return text, {}
    for template, pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match is not None:
            return template, match.groupdict()
    return None


def _pattern(template: str) -> re.Pattern[str]:
    """A template as an expression: its fields take anything, as little as fits."""
    parts: list[str] = []
    at = 0
    for field in _FIELD.finditer(template):
        parts += [re.escape(template[at : field.start()]), f"(?P<{field[1]}>.+?)"]
        at = field.end()
    return re.compile("".join((*parts, re.escape(template[at:]))), re.DOTALL)


_EXACT = frozenset(text for text in SAID if not _FIELD.search(text))
# The template with most words of its own wins: `{a}: {b}` would know everything.
_PATTERNS = sorted(
    ((text, _pattern(text)) for text in SAID if _FIELD.search(text)),
    key=lambda pair: -len(_FIELD.sub("", pair[0])),
)
