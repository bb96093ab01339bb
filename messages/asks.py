"""Reads what a school message asks of families: what to bring, what to do, by when, and how often."""

import re
from dataclasses import dataclass

_STOP = (
    r"(?=\s+(?:if|so that|so they|so|because|when|unless|until|as (?:the|this|we|it|they)|but|which|who|"
    r"and (?:must|should|will|please|can|to|we|they|are|return|arrive|then)|"
    r"for (?:this|the day|their|each)|on (?:mon|tue|wed|thu|fri|sat|sun|the|this|\d)|from (?:mon|tue|wed|thu|"
    r"fri|\d)|every|each|"
    r"to school (?:on|with)|in a named|with them on|by (?:mon|tue|wed|thu|fri|\d)|"
    r"and\s+(?:bring|wear|come|need|have))\b|[.;!?](?:\s|$)|\s[-–—]\s|$)"
)
_BRING = re.compile(
    r"\b(?P<verb>bring(?:\s+in)?(?:\s+with them)?|bringing|wear(?:ing)?|(?:come|arrive|attend)(?:\s+(?:to|"
    r"into|in)\s+school)?\s+(?:dressed\s+)?(?:in|as|wearing|with)|dress(?:ed)?\s+(?:up\s+)?(?:as|in)|"
    r"(?:will|do|may|also)\s+need(?:\s+to have)?|children need|(?:should|must|to)\s+have|pack|"
    r"send(?: in|(?: your child| them| children)(?: in)? with)?|remember|provide(?:d)?(?:\s+(?:them|"
    r"your child))?(?:\s+with)?|(?:come|school) in)\s+"
    r"(?P<what>(?!to\b|be\b|been\b|your child to|that\b|about\b|for\b|their own events)[^.;!?:]{2,160}?)" + _STOP,
    re.IGNORECASE,
)
_BRING_LABEL = re.compile(
    r"^\s*(?:(?:what to|please)\s+)?(?:bring|wear|kit|clothing|dress|you(?:r child)? will need|"
    r"what (?:do )?(?:they|you|children) (?:will )?need|to bring|lunch|"
    r"uniform)\s*[:–-]\s*(?P<what>.{2,160}?)[.\s]*$",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not|n['’]t|never|no need to|need not|nor|without|cannot|no longer|instead of)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:school|we|staff|the (?:centre|zoo|museum)|teachers?|fire ?fighters|they|it)\s+(?:will|are|is|can|"
    r"may)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_NOT_THINGS = re.compile(
    r"^(?:please|(?:an? )?(?:e-?mail|message|text|copy|reply|letter|note\b)|money|payments?|any money|"
    r"completed|it\b|the (?:slip|form|money)|a (?:huge|great)|the (?:event|total|school|date|day)|an? end|"
    r"together|us\b|joy|it\b|back|"
    r"home|forward|any questions|access|permission|consent|pleasure|fun|"
    r"school (?:for|by|at|on|until|before)|time for|plenty|not\b|no\b|in\b|to\b|until|at\b|by\b|or\b|and\b)",
    re.IGNORECASE,
)
_PROHIBITED = re.compile(
    r"\b(?:(?:should|must|may|do|can|will)\s*(?:not|NOT)|don['’]t|cannot|can['’]t|"
    r"please do not)\s+(?:\w+\s+){0,2}(?:bring|wear|send|worn)\b|"
    r"\bno\s+(?:\w+\s+){1,3}(?:may|should|must|can|to) be (?:worn|brought)\b|\bare not (?:allowed|permitted)\b",
    re.IGNORECASE,
)
_DIRECTIVE = re.compile(
    r"\bplease\b|\b(?:you|parents?|families|carers?|children|pupils|everyone|they|"
    r"everybody)\s+(?:\w+\s+)?(?:must|should|need to|will need to|are asked to|are required to)\b|"
    r"\bwe (?:ask|are asking|request|would be grateful|would appreciate|need)\b|\bmust be (?:returned|paid|"
    r"booked|made|signed|completed|in|at)\b|\bneed to be (?:returned|paid|booked|made|signed|completed|in)\b|"
    r"^(?:return|complete|sign|pay|book|email|send|check|cover|collect|reply|rsvp|fill|log|order|call|"
    r"contact|visit|use|tell|ask|buy|let us know)\b",
    re.IGNORECASE,
)
_NOT_AN_ASK = re.compile(
    r"\bplease (?:note|be aware|see|find|accept|rest assured|feel free|remember that|do(?:n['’]t|"
    r" not) hesitate|come and join|come along)\b|"
    r"\bif you (?:have|need|require|would like) (?:any|more|further|to know)\b|\bthank you\b",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"(?:\b(?:by|no later than|not later than|on or before|before|deadline|closing date|cut[\s-]?off|latest|"
    r"due(?: (?:in|back|on|by|for payment))?|rsvp|reply|expires?|"
    r"(?:remain|stay|stays?|is|are|will be)\s+open until|open until|on sale until|(?:bookings?|appointments?|window|"
    r"applications?|orders?|sales?|tickets?|entries|registration|sign[\s-]?up|shop|forms?|"
    r"link)\b[^.;!?]{0,90}\b(?:closes?|closing|ends?))\b"
    r"(?:\s+(?:is|will be|for\b[^.;!?]{0,60}?\bis|date|time|on|at|by|the|end|of|school|day|noon|midday|close|"
    r"morning|start|play|for (?:orders|payments?|replies|returns|booking|applications|forms|slips))\b)*)"
    r"\s*(?:[:–,-])?\s*(?:on\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_DUE_AFTER = re.compile(
    r"\s*(?:,\s*)?(?:is|will be)\s+(?:the\s+)?(?:final\s+|absolute\s+)?(?:deadline|closing date|last (?:day|"
    r"date|chance) (?:to|for) (?:pay|order|return|book|apply|reply|payment|orders|returns|booking))|"
    r"\s*(?:at the latest|\((?:deadline|latest)\))",
    re.IGNORECASE,
)
_DUE_LINE = re.compile(
    r"\b(?:last (?:day|date|chance) (?:to|for) (?:pay|order|return|book|apply|reply|payment|orders|returns|"
    r"booking|applications|buy))\b[^.;!?]{0,60}$",
    re.IGNORECASE,
)
_SCHOOL_WILL = re.compile(
    r"\bwe(?:['’]ll| will| shall| aim to| hope to)\s+(?:text|e-?mail|let you know|confirm|send|message|"
    r"update|announce|tell|ring)\b"
    r"[^.;!?]*$",
    re.IGNORECASE,
)
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_RECURRENCE = re.compile(
    rf"\b(?:every|each)\s+(?:other\s+|second\s+|first\s+)?(?:{_DAYS}(?:\s*(?:,|and|&|"
    rf"or)\s*{_DAYS})*(?:\s+(?:morning|afternoon|evening|lunchtime|night)|\s+after school)?|(?:school )?day|"
    rf"week(?:day)?|fortnight|month|half[\s-]term|morning|afternoon|term|(?:two|three|four|five|six|"
    rf"\d)\s+(?:days|weeks|months))"
    rf"(?:\s+(?:for|until)\s+(?:the next\s+)?(?:one|two|three|four|five|six|seven|eight|ten|\d+)\s+(?:days|"
    rf"weeks|months|sessions))?|"
    rf"\b(?:on\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)days(?:\s*(?:,|and|&)\s*(?:mon|tues|wednes|thurs|"
    rf"fri|satur|sun)days)*(?:\s+(?:mornings?|afternoons?|evenings?|after school))?|"
    rf"\b(?:on\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day\s+(?:mornings|afternoons|evenings|lunchtimes|nights)|"
    r"\b(?:weekly|fortnightly|monthly|daily|once a (?:week|month|fortnight)|twice a (?:week|month)|(?:first|"
    r"second|third|last) \w+day of (?:the|each|every) month|term[\s-]time only)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asks:
    """What one sentence asks: things to bring or wear, whether the sentence itself is something to do, how often."""

    bring: tuple[str, ...] = ()
    is_action: bool = False
    recurrence: str | None = None


def find_asks(sentence: str) -> Asks:
    """What `sentence` asks of families."""
    bring = tuple(_things(sentence))
    prohibited = _PROHIBITED.search(sentence) is not None
    directive = _DIRECTIVE.search(sentence) is not None and not _NOT_AN_ASK.search(sentence)
    only_brings = bool(bring) and not re.search(
        r"\b(?:return|sign|pay|book|email|reply|complete|collect|order|send it|by (?:mon|tue|wed|thu|fri))\w*",
        sentence,
        re.IGNORECASE,
    )
    recurrence = _RECURRENCE.search(sentence)
    return Asks(
        bring, prohibited or (directive and not only_brings), recurrence.group().strip() if recurrence else None
    )


def says_when_to_hear(before: str) -> bool:
    """Whether the date after `before` is only when the school will write again ("We will text you by … on")."""
    return _SCHOOL_WILL.search(before[-130:]) is not None


def is_due(text: str, start: int, end: int) -> bool:
    """Whether the date at [start, end) is the last day for doing something."""
    before = text[max(0, start - 130) : start]
    return bool(_DUE.search(before) or _DUE_LINE.search(before) or _DUE_AFTER.match(text, end))


def _things(sentence: str) -> list[str]:
    if label := _BRING_LABEL.match(sentence):
        return [label["what"].strip()]
    things: list[str] = []
    for match in _BRING.finditer(sentence):
        before = sentence[max(0, match.start() - 40) : match.start()]
        if _NEGATIVE.search(before) or _SOMEBODY_ELSE.search(before) or _NOT_THINGS.match(match["what"]):
            continue
        if re.match(r"have|will need|do need|may need|also need", match["verb"], re.IGNORECASE) and not re.match(
            r"(?:an?|their|some|the|warm|suitable|old|sturdy|full|named|school|pe|swim\w*|spare|packed|waterproof\w*|"
            r"\w+s\b)\b",
            match["what"],
            re.IGNORECASE,
        ):
            continue
        things.append(re.sub(r"\s+", " ", match["what"]).strip(" ,"))
    return things
