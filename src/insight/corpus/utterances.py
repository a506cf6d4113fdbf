"""What a turn does, told by its words alone: it asks, it only acknowledges, or it has no words."""

from __future__ import annotations

import re

from insight.corpus.formats.transcripts.labels import is_mark

_REQUEST = re.compile(
    r"\b(?:tell (?:me|us)|(?:talk|take|walk) (?:me|us) through|describe|say (?:a bit )?more"
    r"|give (?:me|us) an example|i(?:'d| would) like to (?:ask|hear|know)|i wonder|explain)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"\b(?:how|what|why|when|where|who|which)\b.{0,40}?\b(?:did|do|does|is|are|was|were|would|could"
    r"|can|has|have)\s+(?:you|your|they|that|it|he|she)\b"
    r"|(?:^|\b(?:and|so|but|okay|ok|right)\s+)(?:did|do|are|were|have|could|can|would) you\b",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[.?!]")
_BRACKETED = re.compile(r"\[([^\[\]]*)\]|\(([^()]*)\)|\{([^{}]*)\}|\*([^*]+)\*|<([^<>]*)>")
_CROSSED_OUT = re.compile(r"\b[xX]{2,}\b")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_LONGEST_ACKNOWLEDGING = 60
_NO_LETTERS = re.compile(r"[^\w' ]+")
_ACKNOWLEDGING = re.compile(
    r"(?:(?:m+h*m*|h+m+|m+ h+m+|u+h+ h+u+h+|a+h+|o+h+|yeah|yea|yes|yep|yup|ya|aye|no|nah|nope"
    r"|right|okay|ok|sure|true|exactly|absolutely|definitely|totally|indeed|really|wow|gosh"
    r"|good|great|lovely|brilliant|fine|cool|nice|i see|i know|of course|that's right|got it|go on"
    r"|oh dear|dear me|fair enough|for sure|you know)(?: |$)){1,4}"
)


def asks(words: str) -> bool:
    """Whether `words` ask: a question mark, or a request such as "tell me about".

    Where nothing is punctuated, as in raw captions, the order of the words tells.

    >>> asks("Tell me about it."), asks("so how did you find out"), asks("What I did was wait.")
    (True, True, False)
    """
    if "?" in words or _REQUEST.search(words) is not None:
        return True
    return _INVERTED.search(words) is not None and _PUNCTUATION.search(words) is None


def words_in(text: str) -> int:
    """How many words `text` has, without what stands in brackets for what was no words.

    >>> words_in("No. [laughs]"), words_in("[inaudible 00:12]")
    (1, 0)
    """
    return len(_WORD.findall(_without_marks(text)))


def is_back_channel(text: str) -> bool:
    """Whether `text` only acknowledges: mm, yeah, right, uh-huh, I see.

    >>> is_back_channel("Mm-hmm, yeah."), is_back_channel("Yeah, they did.")
    (True, False)
    """
    bare = " ".join(_NO_LETTERS.sub(" ", _without_marks(text).casefold().replace("’", "'")).split())
    return 0 < len(bare) <= _LONGEST_ACKNOWLEDGING and _ACKNOWLEDGING.fullmatch(bare) is not None


def _without_marks(text: str) -> str:
    def kept(found: re.Match[str]) -> str:
        inner = next((group for group in found.groups() if group is not None), "")
        return " " if not inner.strip() or is_mark(inner) else found[0]

    return _CROSSED_OUT.sub(" ", _BRACKETED.sub(kept, text))


__all__ = ["asks", "is_back_channel", "words_in"]
