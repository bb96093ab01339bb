"""Decides how certain an event is: on, rescheduled, postponed, cancelled, tentative, conditional or at risk."""

import re
from enum import StrEnum


class Status(StrEnum):
    """How certain an event is, in the words of the command line's contract."""

    ON = "on"
    RESCHEDULED = "rescheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    TENTATIVE = "tentative"
    CONDITIONAL = "conditional"
    AT_RISK = "at risk"


_MODAL = r"(?:may|might|could|risk(?:s|ing)?|likely to|have to|possib(?:ly|ility)|if|unless|until|in danger of)"
_AT_RISK = re.compile(
    r"\b(?:at risk|in jeopardy|in danger of|under threat)\b|"
    r"\b(?:may|might|could)\s+(?:well\s+|also\s+|sadly\s+|unfortunately\s+)?(?:(?:have|need) to\s+)?(?:be\s+)?"
    r"(?:cancel(?:led)?|call(?:ed)? off|postponed?|moved|closed?)\b|"
    r"\bwill\s+(?:have|need) to (?:be )?(?:cancel(?:led)?|call(?:ed)? off|postponed?)\b|"
    r"\b(?:may|might|could) not (?:be able to )?(?:go ahead|run|take place|happen)\b|"
    r"\b(?:will not|won['’]t|cannot|can['’]t|not be able to|unable to) (?:be able to )?(?:go ahead|run|"
    r"take place|happen)[^.;!?]{0,30}\b(?:unless|without|if)\b|"
    r"\b(?:unless|without|if)\b[^.;!?]{0,80}\b(?:will not|won['’]t|cannot|can['’]t|"
    r"not be able to)\b[^.;!?]{0,20}\b(?:go ahead|run|take place|happen)\b|"
    r"\b(?:unless|without|if)\b[^.;!?]{0,80}\b(?:have|need) to cancel\b",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"\b(?:weather[\s-](?:permitting|dependent)|(?:subject to|depending on|"
    r"dependent (?:up)?on)\s+(?:the\s+)?(?:weather|numbers|demand|staffing|interest|availability|enough|"
    r"sufficient|risk|government|ground)|"
    r"if (?:the )?(?:weather|ground|rain|it rains|it is (?:wet|raining|dry|fine)|wet|dry|fine|there (?:is|"
    r"are) (?:enough|sufficient)|(?:enough|sufficient)|we (?:get|have|receive) (?:enough|sufficient))|"
    r"provided (?:that )?(?:the weather|there|we)|as long as (?:the weather|there|we)|"
    r"in the event of (?:rain|wet|bad|poor)|(?:if|only) (?:there is )?enough)\b",
    re.IGNORECASE,
)
_TENTATIVE = re.compile(
    r"\b(?:provisional(?:ly)?|tentative(?:ly)?|tbc|t\.b\.c|to be confirmed|pencilled in|hope to|hoping to|"
    r"hopefully|we are planning to|"
    r"likely to be|not yet confirmed|awaiting confirmation|date to follow|proposed|possible date|"
    r"subject to (?:change|confirmation))\b",
    re.IGNORECASE,
)
_RESCHEDULED = re.compile(
    r"\b(?:re-?arranged?|re-?scheduled?|new date|revised date|change of date|date change|date has changed|"
    r"brought forward|put back to|"
    r"(?:has|have|had|been|is|are|was|were) (?:now |had to be |to be |been )*(?:moved|changed|switched|"
    r"swapped)|moved (?:from|to)|changed (?:from|to)|"
    r"will now (?:be|take place|happen|run|start)|is now (?:on|taking place)|now (?:be )?(?:taking place|"
    r"take place|held)|postponed (?:to|until) (?!further))\b",
    re.IGNORECASE,
)
_POSTPONED = re.compile(r"\bpostpon(?:e|ed|ing)\b|\bput off\b|\bdelayed until further notice\b", re.IGNORECASE)
_CANCELLED = re.compile(
    r"\b(?:is|are) (?:now )?off\b(?!\s+(?:school|sick|work|site|to|on))|\bcancel(?:l?ed|lation|ling)?\b|"
    r"\bcalled? off\b|\b(?:will not|won['’]t|is not|are not|will no longer|"
    r"no longer|not be|isn['’]t|aren['’]t)\s+"
    r"(?:be\s+)?(?:tak(?:e|ing) place|go(?:ing)? ahead|run(?:ning)?|happen(?:ing)?|held)\b|"
    r"\bthere (?:will be|is) no (?:\w+\s){0,3}(?:clubs?|session|rehearsal|practice|swimming|lesson|"
    r"training)\b|"
    r"\bno (?:\w+\s){0,3}clubs?\b",
    re.IGNORECASE,
)
_CANCEL_ASIDE = re.compile(
    rf"\bif (?:you|we|school|the school|your child)\b[^.;]{{0,60}}\bcancel|\b(?:you|"
    rf"parents)\s+(?:\w+\s){{0,3}}cancel|\bcancel(?:lation)?s?\s+(?:your|a|the|any|polic|fee|charge|booking|"
    rf"must|can|should|within|notice|at least)|"
    rf"\bnot (?:been |be |being )?cancel|\b(?:to|must|please|can) cancel\b|\b{_MODAL}\s+(?:be\s+|"
    rf"have to be\s+)?cancel",
    re.IGNORECASE,
)


def status_of(text: str, *, has_old_date: bool = False, has_date: bool = True) -> Status:
    """The status that `text` gives an event. A doubt always wins over a plain statement.

    `has_old_date`: the text names a date that no longer holds; `has_date`: it also names one that does.
    """
    if _AT_RISK.search(text):
        return Status.AT_RISK
    if _CANCELLED.search(text) and not _CANCEL_ASIDE.search(text):
        return Status.CANCELLED
    if _RESCHEDULED.search(text) or (has_old_date and has_date):
        return _doubtful(text) or Status.RESCHEDULED
    if _POSTPONED.search(text):
        return Status.POSTPONED
    return _doubtful(text) or Status.ON


def _doubtful(text: str) -> Status | None:
    if _CONDITIONAL.search(text):
        return Status.CONDITIONAL
    return Status.TENTATIVE if _TENTATIVE.search(text) else None
