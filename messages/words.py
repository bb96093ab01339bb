"""Words of a text in any script. Python's `\\w` stops at the vowel signs of Bengali and Panjabi, so it will not do."""

import re

_BETWEEN = re.compile(r"[\s,.;:!?()\[\]{}\"“”‘«»।،؛؟…/|–—]+")


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case, without punctuation around them."""
    return [word for word in (part.strip("'’-") for part in _BETWEEN.split(text.casefold())) if word]
