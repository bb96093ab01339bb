"""Children's ages in a parent's words, in all our languages: "8 lat", "she's 9", "year 3", "عمره ٥". Pure."""

import re
from collections.abc import Iterable

from directory.words import MAX_QUESTION

OLDEST = 25
_IN_A_YEAR = 12
# Years and months of life as our languages write them after a number; the beginnings are enough where words are inflected.
_YEARS = (
    r"years?|yrs?|yo\b|y/o|y\b|lat(?:a|ek|k\w+|ni\w*)?\b|rok\w*|rocz\w*|letni\w*|an(?:i|iș?s?ori|os?|itos?|inhos?)\b|añ\w+|jir\w*"
    r"|san(?:no|ad|o)\w*|рок\w*|роч\w*|рік|річн\w*|лет(?:н\w*)?\b|год(?:а|у|ов\w*|ик\w*)?\b|سال|سنوات|سنة|سنين|عام|ਸਾਲ|বছর"
    r"|saal|sal\b"
)
_MONTHS = (
    r"months?|mths?|weeks?|wks?|miesi\w*|tygod\w*|lun[iă]\w*|săptăm\w*|saptam\w*|meses|mes\b|mês|semanas?|bilood|bil\b"
    r"|toddobaad\w*|місяц\w*|тижн\w*|месяц\w*|недел\w*|مہین\w*|ہفت\w*|شهر\w*|شهور|أشهر|اشهر|أسبوع|أسابيع|ਮਹੀਨ|ਹਫ਼ਤ|মাস"
    r"|সপ্তাহ|mahin\w*"
)
_BETWEEN = r"-|–|to|or|and|&|,|i|lub|do|și|si|sau|y|o|e|ou|iyo|ama|та|і|або|или|и|و|أو|اور|یا|ਤੇ|ਅਤੇ|ਜਾਂ|আর|ও|বা|te|aur|ya"
_ONE_OR_TWO = rf"(?P<age>\d{{1,2}})(?:\s*(?:{_BETWEEN})\s*(?P<other>\d{{1,2}}))?(?!\d)"
# "We have waited for 2 years" and "2 years ago" are no ages.
_WITH_UNIT = re.compile(
    rf"(?<![\d£])(?<!for )(?<!last )(?<!past )(?<!since ){_ONE_OR_TWO}"
    rf"\s*[- ]?(?:(?P<months>{_MONTHS})|(?P<years>{_YEARS}))(?!\w*\s+(?:ago|now|temu|wait))",
    re.IGNORECASE,
)
# A number that is said of a child; what follows must not make it anything else ("she is 5 foot", "he's 2nd").
_NO_AGE = (
    r"(?!\s*(?:[%:/£]|\.\d|am\b|pm\b|o'?clock|weeks?\b|days?\b|hours?\b|hrs?\b|min(?:ute)?s?\b|times?\b|miles?\b|km\b|stone\b"
    r"|kgs?\b|kilos?\b|lbs?\b|f(?:oo|ee)?t\b|inch|cm\b|of\b|st\b|nd\b|rd\b|th\b|pounds?\b|quid\b|grand\b|k\b|more\b|other"
    r"|x\b|kids?\b|child|brothers?\b|sisters?\b|words?\b))"
)
_CHILD = (
    r"sons?|daughters?|boys?|girls?|child(?:ren)?|kids?|lads?|lass(?:es)?|eldest|oldest|youngest|nephew|niece|twins?|toddler"
    r"|grand(?:son|daughter|child)|brother|sister|teen(?:ager)?|little one|syn\w*|córk\w*|cork\w*|hij[oa]s?|filh[oa]s?"
    r"|fi(?:ul|ica)|fetița|fetita|băiat\w*"
)
_WHO = (
    r"(?:s?he|they|who)(?:\s+is|\s+are|['’]?s|['’]?re)?|aged?|turn(?:s|ed|ing)"
    rf"|(?:{_CHILD})(?:,?\s+(?:is|are|who(?:['’]?s| is)))?"
)
_SAID_OF_A_CHILD = re.compile(
    rf"\b(?:(?:{_WHO})(?:\s+(?:only|just|now|nearly|almost|about|turning))?,?\s*\(?{_ONE_OR_TWO}{_NO_AGE}"
    rf"|i\s?['’]?\s?a?m\s+(?P<own>1[0-8]){_NO_AGE})",
    re.IGNORECASE,
)
_AFTER_AGE = re.compile(
    r"(?:\bwiek\w*|\bv[âa]rst\w*|\bedad|\bidade|عمر\w*|ਉਮਰ|বয়স|\bda['’]?d\w{2,}|\bвік\w*|\bвозраст\w*|\bumar|\bumr|\bboyosh?|\b3omr\w*)"
    rf"\s*(?:is|de|hai|hay|ہے|es|é|e|to|:|=|waa|ਹੈ)?\s*{_ONE_OR_TWO}",
    re.IGNORECASE,
)
# "Ona ma 8.", "tiene 4": nothing comes after the number, so it is no number of things.
_AT_THE_END = re.compile(
    rf"\b(?:ma|mają|maja|tiene|tienen|tem|are|au)\s+{_ONE_OR_TWO}(?=\s*(?:[.;!?)]|,\s|$))", re.IGNORECASE
)
# In year N of school in England a child is N + 4, and N + 5 from the birthday on: https://www.gov.uk/national-curriculum
_SCHOOL_YEAR = re.compile(
    r"\b(?:school\s+)?(?:year|yr)\s?(?P<year>1[0-3]|[1-9])\b(?!\s*(?:old|yo\b|ago|'s|s\b))", re.IGNORECASE
)
_BEFORE_YEAR_1 = 4
_BABY = re.compile(r"\b(?:bab(?:y|ies)|newborn|infant)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_RANGE = re.compile(r"(?<!\d)(\d{1,2})\s*(?:-|–|to)\s*(\d{1,2})(?!\d)")


def ages_in(text: str) -> tuple[int, ...]:
    """The children's ages named in a text, in whole years: numbers with "years" or "months", and numbers said of a child."""
    # Spaces in a row closed up: some patterns allow spaces twice, and would try every way to share out thousands.
    text = " ".join(text[:MAX_QUESTION].split())
    ages: list[int] = []
    for found in _WITH_UNIT.finditer(text):
        ages += [number // _IN_A_YEAR if found["months"] else number for number in _numbers(found)]
    said = text if not ages else _WITH_UNIT.sub(" … ", text)
    for said_of in (_SAID_OF_A_CHILD, _AFTER_AGE, _AT_THE_END):
        ages += [number for found in said_of.finditer(said) for number in _numbers(found)]
    for found in _SCHOOL_YEAR.finditer(text):
        ages += [int(found["year"]) + _BEFORE_YEAR_1, int(found["year"]) + _BEFORE_YEAR_1 + 1]
    if not ages and _BABY.search(text):
        ages.append(0)
    return _likely(ages)


def ages_answered(text: str) -> tuple[int, ...]:
    """The ages in an answer to "how old?": there a bare number is years, and "2-4" is every age from 2 to 4."""
    text = text[:MAX_QUESTION]
    bare = [int(number) for number in _NUMBER.findall(text)]
    found = ages_in(text)
    if found and (len(found) >= len(bare) or _WITH_UNIT.search(text)):
        return found
    ages = [age for first, last in _RANGE.findall(text) for age in range(int(first), min(int(last), OLDEST) + 1)]
    return _likely(ages or bare or found)


def _numbers(found: re.Match[str]) -> list[int]:
    return [int(number) for name, number in found.groupdict().items() if name in ("age", "other", "own") and number]


def _likely(ages: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(age for age in ages if age <= OLDEST))
