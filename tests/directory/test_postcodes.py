"""Postcodes in parents' words."""

import pytest

from directory.postcodes import parts_in, postcodes_in, shorten_postcodes

FOUND = [
    ("we live near b98 7jb", ["B98 7JB"]),
    ("B987JB", ["B98 7JB"]),
    ("b17jb!", ["B1 7JB"]),
    ("my postcode is (SW1A 1AA).", ["SW1A 1AA"]),
    ("SW1A-1AA", ["SW1A 1AA"]),
    ("fp1\u00a02ab", ["FP1 2AB"]),
    ("ＦＰ１ ２ＡＢ", ["FP1 2AB"]),
    ("fp1 ٢ab", ["FP1 2AB"]),
    ("fp1\u200b2ab", ["FP1 2AB"]),
    ("fp1 2 ab", ["FP1 2AB"]),
    ("between FP1 2AB and fp3 2hn", ["FP1 2AB", "FP3 2HN"]),
    ("FP1 2AB fp12ab", ["FP1 2AB"]),
    ("He is in year 4 and 7 years old", []),
    ("at 10am or 3pm in room 12", []),
    ("£20 a week, 15 hours, 2nd floor", []),
    ("ring 07700 900123", []),
    ("", []),
    ("QQ1 1AA", []),
    ("FP1 2CI", []),
]


@pytest.mark.parametrize(("text", "found"), FOUND)
def test_full_postcodes_are_found_in_sentences(text: str, found: list[str]) -> None:
    assert [postcode.full for postcode in postcodes_in(text)] == found


SHORTENED = [
    ("we live near b98 7jb, by the park", "we live near B98 7, by the park"),
    ("B987JB", "B98 7"),
    ("FP1 2AB or FP3 2HN?", "FP1 2 or FP3 2?"),
    ("fp1\u00a02ab", "FP1 2"),
    ("ＦＰ１２ＡＢ", "FP1 2"),
    ("مرحبا FP1 2AB شكرا", "مرحبا FP1 2 شكرا"),
    ("he's 4, come at 3pm", "he's 4, come at 3pm"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "kept"), SHORTENED)
def test_what_is_kept_of_a_postcode_is_its_sector(text: str, kept: str) -> None:
    assert shorten_postcodes(text) == kept


@pytest.mark.parametrize(("text", "_"), FOUND)
def test_no_full_postcode_is_left_after_shortening(text: str, _: list[str]) -> None:
    assert postcodes_in(shorten_postcodes(text)) == []


def test_shortening_twice_is_shortening_once() -> None:
    once = shorten_postcodes("from FP1 2AB to b98 7jb")
    assert shorten_postcodes(once) == once


PARTS = [
    ("FP1", ["FP1"]),
    ("fp1 2", ["FP1 2", "FP1"]),
    ("fp12", ["FP12", "FP1 2"]),
    ("b987", ["B98 7"]),
    ("nothing here", []),
]


@pytest.mark.parametrize(("text", "parts"), PARTS)
def test_sectors_and_outcodes_are_read_likeliest_first(text: str, parts: list[str]) -> None:
    assert [part.sector or part.outcode for part in parts_in(text)] == parts


def test_a_huge_message_is_read_in_time() -> None:
    assert postcodes_in("B" * 200_000 + " 9" * 100_000) == []
