"""Names an event in the school's own words: from its row, its heading or its sentence."""

import re
from itertools import pairwise

from messages.sentences import Unit, UnitKind

_LONGEST = 12
_GENERIC = re.compile(
    r"^(?:(?:please note|important|key|diary|upcoming|forthcoming|future|other|the|some|more|our|all|new|"
    r"term|school|useful)?\s*"
    r"(?:dates?|events?|reminders?|news|notices?|information|diary|updates?|letter|message|details?|"
    r"what['’]s on|coming up|year ahead)\s*"
    r"(?:for (?:your|the) (?:diary|diaries|calendar)|are as follows|as follows|below|to remember|"
    r"this (?:week|month|term)|for parents|calendar|dates?|and events|for next week|next week)?"
    r"|dear\b.*|date|dates|when|where|time|venue|place|location|cost|price|what|who|bring|wear|kit|timings?|"
    r"arrangements?|times?|payment|lunch|uniform|clothing|reply slip|ps|nb|n\.b\.?|"
    r"(?:parents?|carers?|families)(?:\s*(?:and|/|&)\s*(?:parents?|carers?|families))?)\s*[:.\-–!]*$",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"\b(?:school|academy|college|federation|trust|pre-?school)$|\bhead ?teacher\b|^(?:ref|our ref|tel|email|"
    r"phone|from|to)\b\s*:|^(?:yours|kind regards|best wishes|regards|many thanks|thank you|thanks)\b|"
    r"^(?:mr|mrs|ms|miss|dr)\.?\s+\w+(?:\s\w+)?$|^(?:dear|hi|hello|good (?:morning|afternoon|evening))\b|"
    r"\bnewsletter\b",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"^(?:(?:please|kindly)\s+(?:note|be aware|remember|be advised|be reminded)(?:\s+that)?|"
    r"please (?:can|could|would|will) (?:everyone|everybody|all (?:parents|families|children)|parents|"
    r"families|you|we)|"
    r"(?:hi|hello|good (?:morning|afternoon|evening)|dear)(?:\s\w+){0,3},|on|from|during|"
    r"(?:due to|because of|owing to) (?:[^.,]{3,80},|[^.,]{3,60}?(?=\s(?:we|the school)\b))|"
    r"we (?:have|are)(?: sadly| unfortunately)? (?:had to|decided to|having to|going to have to|"
    r"made the decision to)?\s*"
    r"(?:postpone|cancel|rearrange|move|change|postponing|cancelling|moving)|"
    r"(?:if|should) you (?:would|wish|want|like)\b[^.,]{3,80},|(?:just\s)?to let you know(?: that)?|"
    r"change of date\s*:|(?:the )?(?:new|revised|changed?) date (?:for|of)|"
    r"(?:just\s+)?(?:an?\s+)?(?:quick\s+|gentle\s+|friendly\s+|final\s+)?reminder(?:\s+that|\s*[:–-]|"
    r"\s+to all)?|as (?:you (?:may|will )?(?:all )?know|you are aware|part of [^,]+),?(?:\s+that)?|"
    r"(?:i|we)(?:\s+am|\s+are|['’]re)\s+(?:very\s+|really\s+)?(?:pleased|delighted|excited|happy|sorry|"
    r"writing|looking forward)\s+to(?:\s+(?:announce|inform|tell|let|confirm|invite|say|offer|remind|share|"
    r"be))?(?:\s+you)?(?:\s+(?:know|to|of|all))?(?:\s+that)?|"
    r"(?:unfortunately|sadly|also|finally|n\.b\.|nb|and|but|then|so|next|for|however|"
    r"don['’]t forget(?:\s+that)?|we would like to (?:invite you to|remind you that|let you know that))|"
    r"there (?:will be|is|are)|we (?:will be|are|shall be|will)\s+(?:be\s+)?(?:holding|hosting|having|"
    r"running|taking part in|celebrating|organising|offering)|we (?:will be|are|will have|have|shall|will)|"
    r"our|the|an?|it is|it['’]s|this (?:year['’]s|is)|come (?:and join us (?:for|at)|along to)|"
    r"join us (?:for|at|in))\s*[,:–-]*\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\s+(?:will\s+(?:now\s+)?(?:be\s+)?(?:held|take place|run|start|open|happen|return|be)?|takes? place|"
    r"taking place|is|are|was|has been|have been|to be held|on|at|from|between|by|the|for|and|in|of|to|until|"
    r"until|commencing|starting|being held|held|which|where|when|that|this|now|with|but))+$",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s+(?:on\s+|at\s+)?(?:has|have|had|is|are) (?:now |been |sadly |being )*(?:moved|postponed|changed|rescheduled|"
    r"rearranged|cancelled|switched|off|called off)\b.*$|\s+and will\b.*$|"
    r"\s+(?:that (?:should|was|were|had|is)|as part of|which|because|so that|where|when|who|due to|in order|"
    r"details|if|unless|please|as we|"
    r"while)\b.*$|[;!?]\s.*$|(?<!\bst)(?<!\bmr)(?<!\bms)(?<!\bdr)(?<!\bmrs)\.\s+.*$|,\s+(?:please|and|so|which|where|with|details|we|to|as|but|from|at|"
    r"on)\b.*$",
    re.IGNORECASE,
)
_LABELS = re.compile(r"^(?:dates?|when|time|day|what|event|title|subject|re)\s*[:–-]\s*", re.IGNORECASE)
_ASIDES = re.compile(
    r"\((?:[^()]*(?:£|\border by|\bbook by|\bpay by)[^()]*|\s*[,;–-]*\s*|inclusive|tbc)\)", re.IGNORECASE
)
_EDGES = " \t|,;:–—-.!*•()[]'‘’\"“”/&"
_CONTENT = re.compile(r"[^\W\d_]{3,}")
_CLOSED = re.compile(
    r"\b(?:clos(?:ed?|es|ing|ure)|inset|no school|half[\s-]term|break(?:s|ing)? up|bank holiday|non-pupil|"
    r"training day|reopens?|return to school|back to school|last day|first day|end of term)\b|^no\s\w",
    re.IGNORECASE,
)


def is_generic(text: str) -> bool:
    """Whether a heading only announces dates, greets or names the school, and so names no event."""
    return says_nothing(text) or _LETTERHEAD.search(text.strip()) is not None


def says_nothing(text: str) -> bool:
    """Whether a title is empty or only a word such as "dates" or "reminder"."""
    return not text.strip() or _GENERIC.match(text.strip()) is not None


def title_from_words(words: str, *, sentence: bool) -> str:
    """A short title out of the words around a date; "" where nothing but dates and filler is left."""
    words = _ASIDES.sub(" ", re.sub(r"\s+", " ", words)).strip(_EDGES)
    words = re.sub(r"\s[-–—](?:\s[-–—])+\s", " – ", _LABELS.sub("", words))
    if sentence:
        for _ in range(4):
            words = _OPENERS.sub("", words).strip(_EDGES)
    words = _CUT.sub("", words).strip(_EDGES)
    words = _TAIL.sub("", words).strip(_EDGES)
    if not _CONTENT.search(words) or re.fullmatch(
        r"(?:will|from|onwards?|between|start(?:s|ing)?|both|starts? at|and|the|our|that)+", words, re.IGNORECASE
    ):
        return ""
    parts = words.split()
    return _balanced(" ".join(parts[:_LONGEST]).strip(_EDGES) if len(parts) > _LONGEST else words)


def heading_title(heading: str) -> str:
    """A heading as a title: without its "reminder" or "dates", in sentence case where it was shouted."""
    words = re.sub(
        r"\s*\b(?:reminder|dates?|information|update|letter|notice)\b\s*[:.\-–!]*$",
        "",
        heading.strip(_EDGES),
        flags=re.IGNORECASE,
    )
    return _balanced(words.strip(_EDGES) or heading.strip(_EDGES))


def _balanced(words: str) -> str:
    """With a capital, and with the bracket closed that was trimmed off the end."""
    closed = words + ")" if words.count("(") > words.count(")") else words
    return closed[:1].upper() + closed[1:]


def names_closure(words: str) -> bool:
    """Whether the words are about a day without school, or its end: nothing is to be brought or paid for it."""
    return _CLOSED.search(words) is not None


def lead_in(before: list[Unit]) -> str:
    """The sentence ending in ":" that introduces a list, its "they" replaced by what it stands for."""
    if not before or not before[-1].text.rstrip().endswith(":") or before[-1].kind is UnitKind.HEADING:
        return ""
    words = before[-1].text
    for previous, last in pairwise(before[-2:]):
        subject = re.match(r"^(?P<subject>\w+(?:\s\w+){0,3}?)\s+(?:are|is|will|can|cost|must)\b", previous.text)
        if subject and subject["subject"].lower() not in {"it", "they", "this", "there", "we", "you"}:
            words = re.sub(r"^(?:they|it)\b", subject["subject"], last.text, flags=re.IGNORECASE)
    return title_from_words(words, sentence=True)
