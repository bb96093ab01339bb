"""Reads where something happens, in the school's own words."""

import re

_NOUN = (
    r"(?i:halls?|gates?|playground|playing fields?|field|office|library|church|classrooms?|"
    r"room(?:\s\w{1,3}\b)?|park|zoo|museum|theatre|"
    r"cent(?:re|er)|pool|baths|studio|farm|castle|stadium|canteen|foyer|gardens?|car park|gym(?:nasium)?|"
    r"beach|cathedral|"
    r"forest|woods?|university|college|academy|hub|court|entrance|dining hall|chapel|mosque|temple|abbey|"
    r"gallery|aquarium|"
    r"arena|pavilion|club ?house|cinema|school house|palace|planetarium|reserve|activity centre|house|barn|"
    r"shelter|station|"
    r"surgery|clinic|pre-school|primary school|high school|infant school|junior school|meadow|square|quad|"
    r"cabin|lodge)"
)
_NAME = (
    r"(?:(?:[A-Z0-9][\w'’&.-]*|school|main|front|back|side|top|bottom|upper|lower|large|small|new|old|local|"
    r"village|church|community|infant|junior|sports?|leisure|swimming|dining|staff|music|art|key|stage|"
    r"family|children['’]s|of|the|and|'[a-z ]{2,20}')\s+){0,6}"
)
_PLACED = re.compile(
    rf"\b(?P<lead>in|at|to|from|outside|through|visit(?:ing)?|inside|near|into|on(?=\s(?:the|"
    rf"our)\s))\s+(?P<place>(?:the\s+|our\s+|"
    rf"your child['’]s\s+)?['‘]?(?P<name>{_NAME}){_NOUN}\b['’]?(?:,?\s\([^()]{{2,40}}\))?)",
)
_PLACED_CAPS = re.compile(r"\b(?:in|at|from)\s+(?:the\s+)?(?P<place>(?:[A-Z]{3,}\s?)+(?:\([^()]{2,40}\))?)")
_ONLINE = re.compile(
    r"\b(?:on|via|through|over|using)\s+(?:your child['’]s\s+)?(?P<place>(?:Zoom|(?:Microsoft\s)?Teams|"
    r"Google (?:Meet|[Cc]lassroom)|Tapestry|Seesaw|Class ?Dojo)(?:\s(?:or|and)\s(?:Zoom|Teams|Tapestry|"
    r"Google Classroom|Seesaw))?)"
)
_LABEL = re.compile(
    r"^\s*(?:venue|where|location|place|meet(?:ing)? (?:point|at))\s*[:–-]\s*(?P<place>[^.;|]{2,80}?)\s*(?:[.;|]|$)",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"\b(?:enter|onto|on|in|at|to)\s+(?:the\s+)?['‘](?P<place>[a-z]+(?:\s[a-z]+)?\s?(?:field|hall|gate|"
    r"playground))['’]",
    re.IGNORECASE,
)
_AT_NAME = re.compile(
    r"\b(?P<lead>at|to|visit(?:ing)?)\s+(?P<place>(?:the\s+)?(?:[A-Z][\w'’&-]+\s){0,3}[A-Z][\w'’&-]+(?:\s(?:of|the|"
    r"and)\s[A-Z][\w'’&-]+)*)"
)
_NOT_A_PLACE = re.compile(

        r"^(?:the\s+)?(?:Year|Reception|Nursery|Early|KS|Key|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|"
        r"Sunday|January|February|March|April|May|June|July|"

        r"August|September|October|November|December|Mrs?|Ms|Miss|Dr|Parent|PE|Head|Please|If|SEN|INSET|Inset|"
        r"Christmas|Easter|Summer|Autumn|Spring|World|Children|Pupils|All|I|We|The|A|Foundation|School Office|"
        r"Free|Office|Google|Facebook|ParentPay|Phonics|Maths|English|Science)\b"
)  # fmt: skip
_GOING = re.compile(
    r"\b(?:trips?|visits?|going|goes?|walk(?:ing)?|travel(?:ling)?|taking|taken|coach|outing|journey|excursion|invited)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"\boffice$", re.IGNORECASE)


def find_place(text: str) -> str | None:
    """The first place stated in `text`: "in the school hall", "Venue: …", "on Zoom", "to Chester Zoo"."""
    for pattern in (_LABEL, _ONLINE, _QUOTED, _PLACED):
        for match in pattern.finditer(text):
            if pattern is _PLACED and _is_errand(match, text):
                continue
            return _tidy(match["place"])
    caps = _PLACED_CAPS.search(text)
    if caps and len(caps["place"].strip()) > 4 and not _NOT_A_PLACE.match(caps["place"].title()):
        return _tidy(caps["place"])
    for match in _AT_NAME.finditer(text):
        going = match["lead"].lower() != "to" or _GOING.search(text[max(0, match.start() - 40) : match.start()])
        if going and not _NOT_A_PLACE.match(match["place"]):
            return _tidy(match["place"])
    return None


def _is_errand(match: re.Match[str], text: str) -> bool:
    """The office where forms go back to is not where the event is."""
    if not _OFFICE.search(match["place"]):
        return False
    before = text[max(0, match.start() - 60) : match.start()].lower()
    return bool(
        re.search(
            r"\b(?:return|contact|hand|send|call|email|ask|speak|slip|form|reply|pay|paid|come|let|tickets?|"
            r"available|collect|bring|payment|inform|phone)\b",
            before,
        )
    )


def _tidy(place: str) -> str:
    place = re.sub(r"^(?:the|our|your child['’]s)\s+", "", place.strip(" '‘’,"), flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", place)
