"""Make a text fit for phones without losing a letter of any language.

Only look-alikes of typography are replaced (a curly quote would turn a 160 character text into a 70 character one), and
characters that nobody sees are dropped. Letters, accents and scripts stay as they are, in NFC.
"""

import re
import unicodedata

_LOOK_ALIKES = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    "\u2026": "...",
    "\u2022": "-",
    "\t": " ",
    "\v": "\n",
    "\f": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
}
# Zero width joiner and non-joiner are kept: Urdu, Bengali and Panjabi spell with them.
_KEPT_FORMAT_CHARACTERS = "\u200c\u200d"


def sanitise(text: str) -> str:
    """The text as it will be sent.

    Drops control characters and invisible format characters, the bidirectional isolates and marks among them (phones
    show those as boxes), and lone surrogates. At most one empty line in a row; no space at either end.
    """
    made = "".join(_sanitise_character(char) for char in unicodedata.normalize("NFC", text).replace("\r\n", "\n"))
    lines = [line.strip(" ") for line in re.sub(" {2,}", " ", made).split("\n")]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def _sanitise_character(char: str) -> str:
    if char in _LOOK_ALIKES:
        return _LOOK_ALIKES[char]
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if char == "\n" or char in _KEPT_FORMAT_CHARACTERS:
        return char
    return "" if category in ("Cc", "Cf", "Cs", "Co") else char
