"""Words as people use them, and the topics they lead to."""

from pathlib import Path

import pytest
import yaml

import directory
from directory.ranking import Concept, essential, meet, rarity, telling, weigh
from directory.topics import LABELS, NEED_TOPICS, UnknownTopicError, broader, check_topic, topics_in_words, topics_of
from directory.words import concepts, one_letter_away, stem, stop_stems, synonyms, tokens
from locales import LANGUAGES

MEET = [
    ("parenting", "parents"),
    ("babies", "baby"),
    ("bullied", "bullying"),
    ("counsellor", "counselling"),
    ("swimming", "swim"),
    ("childminders", "childminding"),
    ("kids", "children"),
    ("Mum's", "mums"),
]


@pytest.mark.parametrize(("one", "other"), MEET)
def test_words_of_one_family_have_one_stem(one: str, other: str) -> None:
    assert {stem(token) for token in tokens(one)} == {stem(token) for token in tokens(other)}


APART = [("care", "car"), ("housing", "house"), ("nurse", "nursery"), ("sing", "single"), ("dad", "dads army")]


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert [stem(token) for token in tokens(one)] != [stem(token) for token in tokens(other)]


def test_every_script_keeps_its_words_whole() -> None:
    assert tokens("ਬੱਚਾ বাচ্চা بچہ Żłobek Łódź") == ["ਬੱਚਾ", "বাচ্চা", "بچہ", "zlobek", "lodz"]


def test_synonyms_bring_the_services_words() -> None:
    (skint,) = concepts("we are skint")
    assert ("food", "bank") in skint
    assert skint[0] == ("skint",)


def test_a_phrase_is_one_idea_even_with_stop_words_in_it() -> None:
    (talk,) = concepts("I need someone to talk to")
    assert ("counsel",) in talk


def test_a_question_of_stop_words_says_nothing() -> None:
    assert concepts("is there anything near me on Tuesday please") == []


def test_one_slip_of_the_finger_is_within_reach() -> None:
    assert {"autism", "autsm", "atuism"} - {"autism"} <= one_letter_away("autism")
    assert "autism" in one_letter_away("autisim")


# What a parent writes in another language, and a stem of the services' word for it.
ELSEWHERE = [
    ("gdzie są zajęcia na basenie dla dzieci", "swim"),
    ("caut un curs de înot pentru fetiță", "swim"),
    ("дитині потрібен стоматолог", "dentist"),
    ("busco clases de baile para mi hija", "danc"),
    ("onde há uma biblioteca de brinquedos", "toy"),
    ("مكتبة للأطفال قريبة", "librari"),
    ("বাচ্চার জন্য সাঁতার", "swim"),
    ("ਬੱਚੇ ਲਈ ਤੈਰਾਕੀ", "swim"),
    ("bachon ke liye library", "librari"),
    ("بچوں کے لیے لائبریری", "librari"),
    ("maktabad carruurta", "librari"),
]


@pytest.mark.parametrize(("said", "stem_of_it"), ELSEWHERE)
def test_the_words_of_other_languages_bring_the_services_words(said: str, stem_of_it: str) -> None:
    assert stem_of_it in {word for phrases in concepts(said) for phrase in phrases for word in phrase}


def test_every_language_but_english_has_its_words_and_none_takes_over_a_stop_word() -> None:
    folder = Path(directory.__file__).parent / "vocabulary"
    assert {path.stem for path in folder.glob("*.yml")} == set(LANGUAGES) - {"en"}
    for path in folder.glob("*.yml"):
        assert len(yaml.safe_load(path.read_text(encoding="utf-8"))) > 300, path.name
    for word in stop_stems():
        assert all(len(phrases) == 1 for phrases in concepts(word)), word


def test_no_synonym_leads_only_to_stop_words() -> None:
    for said, meant in synonyms().items():
        assert meant, said
        assert all(set(phrase) - stop_stems() for phrase in meant), said


TAGGED = [
    ("Parent, baby and toddler groups", "isolation_groups"),
    ("domestic abuse", "domestic_abuse_support"),
    ("Low Income>Unemployed", "money_food_uniform"),
    ("HAF Summer activities", "activities_clubs"),
    ("young_carers", "young_carers"),
]


@pytest.mark.parametrize(("term", "topic"), TAGGED)
def test_the_fields_terms_lead_to_our_topics(term: str, topic: str) -> None:
    assert topic in topics_of("Somewhere", "", [term])


def test_an_untagged_service_matches_by_its_words_and_not_every_category() -> None:
    assert topics_of("Corner House", "Model trains on Mondays.", []) == {}
    assert topics_of("Corner House", "A food bank and debt advice.", []) == {"money_food_uniform": 1.0}


def test_a_description_does_not_speak_over_a_tag() -> None:
    assert topics_of("Corner House", "Next to the food bank.", ["Bereavement"]).keys() == {"bereavement"}


def test_a_service_is_more_about_what_its_name_and_terms_say_than_about_one_of_twenty_things_it_lists() -> None:
    helpline = topics_of("Bereavement Line", "Somebody to talk to.", ["Bereavement"])
    surgery = topics_of("The Surgery", "We see everybody.", ["Bereavement", "Debt", "Housing", "Autism"])
    assert helpline["bereavement"] > surgery["bereavement"] > 0
    assert sum(surgery.values()) == pytest.approx(1)


def test_each_topic_can_be_reached_by_a_term_and_by_a_phrase() -> None:
    table = yaml.safe_load((Path(directory.__file__).parent / "topics.yml").read_text(encoding="utf-8"))
    assert set(table) == set(LABELS)
    assert all(lists["terms"] and lists["phrases"] for lists in table.values())


@pytest.mark.parametrize("topic", [each for each in NEED_TOPICS if each != "find_service"])
def test_a_broader_need_holds_the_need_itself(topic: str) -> None:
    assert topic in broader(topic, "")


def test_a_broader_need_is_read_from_words_too() -> None:
    assert "housing" in broader(None, "eviction")
    assert broader(None, "zebra") == frozenset()


def test_an_unknown_topic_is_refused_by_name() -> None:
    with pytest.raises(UnknownTopicError, match="howsing"):
        check_topic("howsing")
    assert topics_in_words("zebra") == set()


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    assert rarity(1, 1000) > rarity(500, 1000) > 0


def test_a_word_in_the_name_is_worth_more_than_one_in_the_text() -> None:
    asked = weigh([(("football",),)], {"football": 3}, 100)
    name = meet(asked, telling(asked), "football", "", "football")
    text = meet(asked, telling(asked), "", "", "football")
    assert name.relevance > text.relevance
    assert name.coverage == text.coverage == 1


def test_dropping_common_ideas_loses_no_service_that_meets_enough() -> None:
    asked = [Concept((("group",),), 1.0), Concept((("autism",),), 5.0)]
    assert [concept.phrases for concept in essential(asked)] == [(("autism",),)]
