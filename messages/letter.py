"""Decides whether a chat message is a pasted school letter rather than a question."""

import re

_LETTER_LENGTH = 160
_SCHOOL = re.compile(
    r"\b(?:school|pupils?|parents?|carers?|year (?:group|\d)|reception|nursery|term|inset|class(?:es|room)?|"
    r"headteacher|"
    r"uniform|pe kit|packed lunch|trip|assembly|homework|parents?['’] evening|consent|slip|parentpay|ptf?a|"
    r"newsletter|"
    r"sports day|half[\s-]term|teachers?|office|club|children|senco|send|jumpers?|coach|key stage|ks[12])\b",
    re.IGNORECASE,
)
_DATE_OR_TIME = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|"
    r"\b\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b|\b\d{1,2}[:.]\d\d\b|\btomorrow\b|£\s?\d|"
    r"\b\d{1,2}\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\s*dear (?:parents?|carers?|families|all|mr|mrs|ms|miss|year|reception|everyone)\b", re.IGNORECASE | re.MULTILINE
)
_TO_FAMILIES = re.compile(
    r"\b(?:please|children (?:will|should|must|may|need)|we (?:will|are)|your child(?:ren)? (?:will|should|must)|"
    r"you are (?:warmly )?invited|reminder|kind regards|yours sincerely|many thanks)\b",
    re.IGNORECASE,
)
_PARENT_SPEAKS = re.compile(
    r"\b(?:my (?:son|daughter|child|kids?|children|boy|girl|ex|partner|husband|wife|mum|baby)|i (?:am|was|"
    r"have|need|want|don['’]?t|can['’]?t|feel|got|think)|"
    r"i['’]m|help me|can you|could you|do you|what (?:is|does|do)|how (?:do|can|much)|where (?:is|can))\b",
    re.IGNORECASE,
)


def looks_like_school_message(text: str) -> bool:
    """Whether `text` reads as a message from a school: several lines or long, with dates and a school's words, and not
    a parent speaking of her own. Pure and linear; reads the first 20,000 characters."""
    text = text[:20_000]
    lines = sum(1 for line in text.splitlines() if line.strip())
    signs = min(2, len(_SCHOOL.findall(text))) + min(2, len(_DATE_OR_TIME.findall(text)))
    signs += 2 * bool(_GREETING.search(text)) + min(2, len(_TO_FAMILIES.findall(text)))
    signs -= 2 * min(3, len(_PARENT_SPEAKS.findall(text)))
    if lines < 3 and len(text) < _LETTER_LENGTH:
        return signs >= 3 and bool(_DATE_OR_TIME.search(text)) and len(text) >= 60 and not text.rstrip().endswith("?")
    return signs >= 3
