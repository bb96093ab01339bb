"""Wording from the gettext catalogues. The English source text is the message id."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from locales.languages import HERE, language

# First strong isolate and its end: keeps a name or a number in one piece inside right-to-left text (Unicode UAX #9).
FSI, PDI = "\u2068", "\u2069"


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a text for extraction; `translate` renders it later."""
    return text


@cache
def _catalogue(code: str) -> NullTranslations:
    """Read straight from the .po file, so that no compiled copy can be stale."""
    path = HERE / code / "LC_MESSAGES" / "messages.po"
    if code == "en" or not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translate(text: str, code: str, /, **values: object) -> str:
    """The text in a language, with `{name}` placeholders filled; the English where the catalogue has nothing.

    Raises:
        KeyError: when a placeholder has no value.
    """
    return _fill(_catalogue(language(code).code).gettext(text) if text else "", code, values)


def translate_plural(one: str, many: str, n: int, code: str, /, **values: object) -> str:
    """Like `translate`, in the plural form the language wants for `n` (also available as `{n}`)."""
    return _fill(_catalogue(language(code).code).ngettext(one, many, n), code, {"n": n, **values})


def _fill(text: str, code: str, values: dict[str, object]) -> str:
    if not values:
        return text
    if language(code).dir == "rtl":
        values = {name: f"{FSI}{value}{PDI}" for name, value in values.items()}
    return text.format_map(values)
