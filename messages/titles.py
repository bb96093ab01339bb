"""Names an event in the school's own words: from its row, its heading or its sentence."""

import re
from itertools import pairwise

from messages.sentences import Unit, UnitKind

_LONGEST = 12
_GENERIC = re.compile(
    r"^(?:(?:please note|important|key|diary|upcoming|forthcoming|future|other|the|some|more|our|all|new|term|school|useful)?\s*"
    r"(?:dates?|events?|reminders?|news|notices?|information|diary|updates?|letter|message|details?|what['’]s on|coming up|year ahead)\s*"
    r"(?:for (?:your|the) (?:diary|diaries|calendar)|are as follows|as follows|below|to remember|this (?:week|month|term)|for parents|calendar|dates?|and events|for next week|next week)?"
    r"|dear\b.*|date|dates|when|where|time|venue|place|location|cost|price|what|who|bring|wear|kit|timings?|arrangements?|times?|payment|lunch|uniform|clothing|reply slip|ps|nb|n\.b\.?|"
    r"(?:parents?|carers?|families)(?:\s*(?:and|/|&)\s*(?:parents?|carers?|families))?)\s*[:.\-–!]*$",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"\b(?:school|academy|college|federation|trust|pre-?school)$|\bhead ?teacher\b|^(?:ref|our ref|tel|email|phone|from|to)\b\s*:|^(?:yours|kind regards|best wishes|regards|many thanks|thank you|thanks)\b|"
    r"^(?:mr|mrs|ms|miss|dr)\.?\s+\w+(?:\s\w+)?$|^(?:dear|hi|hello|good (?:morning|afternoon|evening))\b|\bnewsletter\b",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"^(?:(?:please|kindly)\s+(?:note|be aware|remember|be advised|be reminded)(?:\s+that)?|(?:just\s+)?(?:an?\s+)?(?:quick\s+|gentle\s+|friendly\s+|final\s+)?reminder(?:\s+that|\s*[:–-]|\s+to all)?|as (?:you (?:may|will )?(?:all )?know|you are aware|part of [^,]+),?(?:\s+that)?|"
    r"(?:i|we)(?:\s+am|\s+are|['’]re)\s+(?:very\s+|really\s+)?(?:pleased|delighted|excited|happy|sorry|writing|looking forward)\s+to(?:\s+(?:announce|inform|tell|let|confirm|invite|say|offer|remind|share|be))?(?:\s+you)?(?:\s+(?:know|to|of|all))?(?:\s+that)?|"
    r"(?:unfortunately|sadly|also|finally|n\.b\.|nb|and|but|then|so|next|for|however|don['’]t forget(?:\s+that)?|we would like to (?:invite you to|remind you that|let you know that))|"
    r"there (?:will be|is|are)|we (?:will be|are|shall be|will)\s+(?:be\s+)?(?:holding|hosting|having|running|taking part in|celebrating|organising|offering)|we (?:will be|are|will have|have|shall|will)|our|the|an?|it is|it['’]s|this (?:year['’]s|is)|come (?:and join us (?:for|at)|along to)|join us (?:for|at|in))\s*[,:–-]*\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\s+(?:will\s+(?:now\s+)?(?:be\s+)?(?:held|take place|run|start|open|happen|return|be)?|takes? place|taking place|is|are|was|has been|have been|to be held|on|at|from|between|by|the|for|and|in|of|to|until|until|commencing|starting|being held|held|back|which|where|when|that|this|now|with|but))+$",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s+(?:as part of|which|because|so that|where|when|who|due to|in order|details|if|unless|please|as we|while)\b.*$|[;!?]\s.*$|\.\s+.*$|,\s+(?:please|and|so|which|where|with|details|we|to|as|but|from|at|on)\b.*$",
    re.IGNORECASE,
)
_LABELS = re.compile(r"^(?:dates?|when|time|day|what|event|title|subject|re)\s*[:–-]\s*", re.IGNORECASE)
_EDGES = " \t|,;:–—-.!*•()[]'‘’\"“”/&"
_CONTENT = re.compile(r"[^\W\d_]{3,}")
_CLOSED = re.compile(
    r"\b(?:clos(?:ed?|es|ing|ure)|inset|no school|half[\s-]term|break(?:s|ing)? up|bank holiday|non-pupil|training day|reopens?|return to school|back to school|last day|first day|end of term)\b", re.IGNORECASE
)


def is_generic(text: str) -> bool:
    """Whether a heading only announces dates, greets or names the school, and so names no event."""
    return bool(_GENERIC.match(text.strip()) or _LETTERHEAD.search(text.strip()))


def title_from_words(words: str, *, sentence: bool) -> str:
    """A short title out of the words around a date; "" where nothing but dates and filler is left."""
    words = re.sub(r"\(\s*[,;–-]*\s*\)", " ", re.sub(r"\s+", " ", words)).strip(_EDGES)
    words = _LABELS.sub("", words)
    if sentence:
        for _ in range(4):
            words = _OPENERS.sub("", words).strip(_EDGES)
    words = _CUT.sub("", words).strip(_EDGES)
    words = _TAIL.sub("", words).strip(_EDGES)
    if not _CONTENT.search(words) or re.fullmatch(r"(?:will|from|onwards?|between|start(?:s|ing)?|both|starts? at|and|the|our|that)+", words, re.IGNORECASE):
        return ""
    parts = words.split()
    words = " ".join(parts[:_LONGEST]).strip(_EDGES) if len(parts) > _LONGEST else words
    if words.count("(") < words.count(")") or (text_opens := words.count("(")) > words.count(")") and text_opens:
        words += ")" if words.count("(") > words.count(")") else ""
    return words[:1].upper() + words[1:]


def heading_title(heading: str) -> str:
    """A heading as a title: without its "reminder" or "dates", in sentence case where it was shouted."""
    words = re.sub(r"\s*\b(?:reminder|dates?|information|update|letter|notice)\b\s*[:.\-–!]*$", "", heading.strip(_EDGES), flags=re.IGNORECASE)
    words = words.strip(_EDGES) or heading.strip(_EDGES)
    return words[:1].upper() + words[1:]


def names_closure(words: str) -> bool:
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
