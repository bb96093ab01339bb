"""Whether a text can reach what was typed, and what to say when it cannot.

Numbers are read with libphonenumber (`phonenumbers`) as typed in the United Kingdom. Ofcom's drama range 07700 900000 to
900999 is taken as a mobile too, so that a demonstration never reaches a real phone.
"""

import re
import unicodedata
from typing import Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType

from locales import N_, translate

Problem = Literal["empty", "unknown character", "too short", "too long", "not a UK number", "not a mobile", "invalid"]

SENTENCES: dict[Problem, str] = {
    "empty": N_("Please type a mobile number. It starts with 07 and has 11 digits."),
    "unknown character": N_("Please use digits only. A mobile number looks like 07700 900123."),
    "too short": N_("That number is too short. A UK mobile number has 11 digits and starts with 07."),
    "too long": N_("That number is too long. A UK mobile number has 11 digits and starts with 07."),
    "not a UK number": N_("We can only text UK mobile numbers. They start with 07 or +44 7."),
    "not a mobile": N_("That is not a mobile number, so a text cannot reach it. A mobile number starts with 07."),
    "invalid": N_("That number does not look right. Please check it. A mobile number looks like 07700 900123."),
}

_DRAMA = re.compile(r"7700900\d{3}")
_LANDLINE = ("1", "2", "3")
_UK_COUNTRY_CODE = 44
_LONGEST_INPUT = 60
_PUNCTUATION = frozenset(" ()-./+")


class PhoneProblemError(ValueError):
    """What was typed is not a number that a text can reach.

    Attributes:
        problem: which of the known problems it is.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(SENTENCES[problem])
        self.problem: Problem = problem

    def sentence(self, language: str) -> str:
        """What to say to the parent."""
        return translate(SENTENCES[self.problem], language)


def read_phone_number(typed: str) -> str:
    """The mobile number in E.164 ("+447700900123") from whatever a parent types, digits of any script included.

    Raises:
        PhoneProblemError: when no text can reach it; says why.
    """
    plain = _plain(typed)
    problem: Problem | None = None
    for reading in _readings(plain):
        try:
            return phonenumbers.format_number(_mobile(reading), phonenumbers.PhoneNumberFormat.E164)
        except PhoneProblemError as error:
            problem = problem or error.problem
    raise PhoneProblemError(problem or "invalid")


def mask_phone(number: str) -> str:
    """A number that its owner recognises and nobody can ring: "07••• •••123"."""
    return f"07••• •••{number[-3:]}"


def _plain(typed: str) -> str:
    """ASCII digits and punctuation.

    Raises:
        PhoneProblemError: empty, too long, or something that belongs in no number.
    """
    # libphonenumber would read letters as keypad digits and "x" as an extension.
    if len(typed) > _LONGEST_INPUT:
        raise PhoneProblemError("too long")
    made: list[str] = []
    for char in unicodedata.normalize("NFKC", typed):
        category = unicodedata.category(char)
        if category == "Nd":
            made.append(str(unicodedata.decimal(char)))
        elif category == "Pd" or char == "\u2212":
            made.append("-")
        elif category == "Zs" or char in "\t\r\n":
            made.append(" ")
        elif char in _PUNCTUATION:
            made.append(char)
        elif category != "Cf":
            raise PhoneProblemError("unknown character")
    plain = "".join(made).strip()
    if plain.endswith(".."):
        raise PhoneProblemError("unknown character")
    if not any(char.isdigit() for char in plain):
        raise PhoneProblemError("empty" if not plain else "unknown character")
    return plain


def _readings(plain: str) -> list[str]:
    """What was typed; then, forgiving the usual slips with zeros and 44, the UK mobile it must have meant."""
    digits = re.sub(r"\D", "", plain)
    meant = re.fullmatch(r"0*(?:44)?0*(7\d{9})", digits)
    return [plain] if meant is None else [f"+44{meant[1]}", plain]


def _mobile(reading: str) -> PhoneNumber:
    try:
        number = phonenumbers.parse(reading, "GB")
    except NumberParseException as error:
        raise PhoneProblemError(_parse_problem(error)) from error
    if number.country_code != _UK_COUNTRY_CODE:
        raise PhoneProblemError("not a UK number" if phonenumbers.is_valid_number(number) else "invalid")
    if _DRAMA.fullmatch(str(number.national_number)):
        return number
    length = phonenumbers.is_possible_number_with_reason(number)
    if length == phonenumbers.ValidationResult.TOO_LONG:
        raise PhoneProblemError("too long")
    if length == phonenumbers.ValidationResult.TOO_SHORT or _is_short_mobile(number):
        raise PhoneProblemError("too short")
    if str(number.national_number).startswith(_LANDLINE):
        raise PhoneProblemError("not a mobile")
    if not phonenumbers.is_valid_number(number):
        raise PhoneProblemError("invalid")
    if phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
        raise PhoneProblemError("not a mobile")
    return number


def _parse_problem(error: NumberParseException) -> Problem:
    if error.error_type == NumberParseException.TOO_LONG:
        return "too long"
    if error.error_type in (NumberParseException.TOO_SHORT_NSN, NumberParseException.TOO_SHORT_AFTER_IDD):
        return "too short"
    return "invalid"


def _is_short_mobile(number: PhoneNumber) -> bool:
    national = str(number.national_number)
    return national.startswith("7") and len(national) < 10
