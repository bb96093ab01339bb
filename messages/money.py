"""Reads what a school message asks families to pay. Money is pence."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """One price of the letter. `pence` is 0 for free; `qualifier` keeps the school's words ("donation", "per session")."""

    start: int
    end: int
    pence: int
    qualifier: str = ""

    def __str__(self) -> str:
        return f"{self.amount()} {self.qualifier}".strip()

    def amount(self) -> str:
        if self.pence == 0:
            return "free"
        pounds, pence = divmod(self.pence, 100)
        if pounds == 0:
            return f"{pence}p"
        return f"£{pounds:,}.{pence:02d}" if pence else f"£{pounds:,}"


_AMOUNT = re.compile(
    r"£\s?(?P<pounds>\d{1,5}(?:,\d{3})*)(?:[.·](?P<pence>\d\d))?(?:\s?p\b)?(?![\d.]\d)|"
    r"(?<![\w.£])(?P<small>\d{1,2})\s?p(?:ence)?\b(?!\.\s?m)|(?<![\w.£])(?P<words>\d{1,4})\s+pounds?\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"(?<!nut )(?<!feel )(?<!sugar )(?<!-)\bfree\b(?:\s+of\s+charge|\s+to attend|\s+entry)?"
    r"(?!\s+(?:school (?:meal|lunch|milk|dinner)|meals?\b|time|play|flow|choice|dress|reading|swim|range|"
    r"from|up|to (?:ask|contact|speak|bring|call|email|get|come|pop|join)))|"
    r"\b(?:no (?:charge|cost)|at no (?:extra )?cost|without charge|fully funded)\b",
    re.IGNORECASE,
)
_QUALIFIER_AFTER = re.compile(
    r"\s*(?P<q>(?:(?:voluntary|suggested|small|minimum)\s+)?(?:donation|contribution|deposit)|(?:per|a|an|"
    r"each|for each)\s+"
    r"(?:child|person|pupil|session|day|week|family|ticket|adult|half term|term|book|head|month|lesson|class|"
    r"item|place|meal|club|year|half-term|poppy|copy|entry|hour)\b|each\b|"
    r"entry\b|entrance\b|deposit|(?:for|per)\s+(?:an?\s+)?(?:adults?|children|child|families|family|"
    r"concessions?|siblings|members|non-members)\b|adults?\b|child(?:ren)?\b)",
    re.IGNORECASE,
)
_LABEL_BEFORE = re.compile(
    r"(?P<q>adults?|child(?:ren)?|famil(?:y|ies)(?: tickets?)?|concessions?|siblings?|members|non-members|"
    r"entry|deposit|under\s?\d+s?)\s*"
    r"(?:tickets?\s*)?(?:(?:is|are|cost)\s+|[:=–-]\s*|\()?$",
    re.IGNORECASE,
)
_RATE_BEFORE = re.compile(
    r"\b(?:costs?|price|fee|charge)s?\s+(?P<q>(?:per|for)\s+(?:an?\s+|each\s+)?\w+)\s*(?:is|are|:|will be)\s*$",
    re.IGNORECASE,
)
_DONATION_BEFORE = re.compile(
    r"\b(?P<q>(?:voluntary |suggested |small |minimum )?(?:donation|contribution|deposit))s?\s+(?:is\s+|"
    r"of\s+|towards\s+[^.£]{0,40}\s+of\s+)?(?:just\s+|only\s+|around\s+|about\s+)?$",
    re.IGNORECASE,
)
_NOT_A_PRICE_BEFORE = re.compile(
    r"\b(?:no more than|up to|maximum(?: of)?|more than|spending money|pocket money|raised?(?: a| over|"
    r" an)?[^.£]{0,40}|"
    r"total of|worth|win(?:s|ning)?|prizes?(?: of)?|sav(?:e|ed|ing)|value of|target of|donated|grant of|"
    r"fund of|fined?|fine of|penalty[^.£]{0,30}|spent|bring)\s*$",
    re.IGNORECASE,
)
_NOT_A_PRICE_AFTER = re.compile(
    r"\s*(?:spending|pocket money|prize|voucher|grant|in total|was raised|raised|has been|towards our|reward|note)",
    re.IGNORECASE,
)


def find_costs(text: str) -> list[Cost]:
    """The prices asked in `text`, in order; sums raised, limits on pocket money and prizes are left out."""
    found: list[Cost] = []
    for match in _AMOUNT.finditer(text):
        before = text[max(0, match.start() - 70) : match.start()]
        if _NOT_A_PRICE_BEFORE.search(before) or _NOT_A_PRICE_AFTER.match(text, match.end()):
            continue
        found.append(_cost(match, text, before))
    for match in _FREE.finditer(text):
        found.append(Cost(*match.span(), 0))
    return sorted(found, key=lambda cost: cost.start)


def money_spans(text: str) -> list[tuple[int, int]]:
    """Where any sum of money stands, so that its digits are not read as a time or a day."""
    return [match.span() for match in _AMOUNT.finditer(text)]


def _cost(match: re.Match[str], text: str, before: str) -> Cost:
    if match["small"]:
        pence = int(match["small"])
    elif match["words"]:
        pence = int(match["words"]) * 100
    else:
        pence = int(match["pounds"].replace(",", "")) * 100 + int(match["pence"] or 0)
    after = _QUALIFIER_AFTER.match(text, match.end())
    label = _RATE_BEFORE.search(before) or _LABEL_BEFORE.search(before) or _DONATION_BEFORE.search(before)
    start, end, words = match.start(), match.end(), []
    if label:
        words.append(label["q"])
        start = match.start() - len(before) + label.start()
    if after and (not label or not re.match(r"adult|child", after["q"], re.IGNORECASE)):
        words.append(after["q"])
        end = after.end()
    return Cost(start, end, pence, " ".join(words))
