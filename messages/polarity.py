"""Compares what a text and its translation say about cancelled, closed, postponed and not.

The check is symmetric: a line that gains "cancelled" is as bad as one that loses "not". The stems are of the languages
that have Argos packages; for another language nothing can be compared and nothing is claimed.
"""

import re

from messages.words import words_of

ENGLISH = {
    "cancelled": re.compile(r"\bcancel\w*|\bcalled off\b", re.IGNORECASE),
    "closed": re.compile(r"\bclosed\b|\bclos(?:es|ing|ure)\b|\bclose (?:the )?school\b|\bshut\b", re.IGNORECASE),
    "postponed": re.compile(r"\bpostpon\w*", re.IGNORECASE),
}
_ENGLISH_NOT = re.compile(
    r"\b(?:not|no|never|cannot|without|none|nor|neither|nobody|nothing|unable)\b|n['’]t\b", re.IGNORECASE
)
_ENGLISH_NOT_A_NOT = re.compile(
    r"\bno(?:t)? (?:later|more|less|fewer|earlier) than\b|\bnot only\b|\bno\.\s?\d|\bno problem\b|"
    r"\bwhy not\b|\bdon['’]t forget\b",
    re.IGNORECASE,
)
_KINDS = ("cancelled", "closed", "postponed")
_STEMS: dict[str, tuple[str, str, str]] = {
    "es": (r"cancel|suspend|anul", r"cerrad|cierr|cerrar|clausur", r"aplaz|pospon|pospues"),
    "pt": (r"cancel|suspens|anulad", r"fechad|fechar|fecha$|encerr", r"adiad|adiar|adiou|remarcad"),
    "pl": (r"odwoł|anulow", r"zamkn|nieczynn|zamyk", r"przełoż|przesuni|odrocz"),
    "ro": (r"anul", r"închi[sdz]|inchis", r"amân|aman[aă]"),
    "uk": (r"скасов|скасу|відмін", r"закри|зачин", r"перенес|відклад|відкла"),
    "ar": (r".{0,3}(?:إلغا|الغا|ألغ|ملغ|تلغ|يلغ)", r".{0,3}(?:مغلق|غلق|إغلاق|اغلاق)", r".{0,3}(?:تأجيل|مؤجل|أجل|تؤجل)"),
    "ur": (r"منسوخ", r"بند$", r"ملتوی|مؤخر|موخر"),
    "bn": (r"বাতিল", r"বন্ধ", r"স্থগিত|পিছিয়ে"),
}
_NOT_WORDS: dict[str, tuple[str, str]] = {
    "es": (r"no|nunca|ni|ningún|ninguna|ninguno|tampoco|nadie|nada|jamás", "sin"),
    "pt": (r"não|nunca|nem|nenhum|nenhuma|ninguém|nada|jamais|tampouco", "sem"),
    "pl": (r"nie|nigdy|ani|żaden|żadna|żadne|żadnych|nikt|nic|brak|nie(?:wolno|możliw\w*)", "bez"),
    "ro": (r"nu|n-\w+|nici|niciun|nicio|niciodată|nimeni|nimic", "fără"),
    "uk": (r"не|ні|немає|нема|жоден|жодна|жодних|ніколи|ніхто|нічого|неможливо", "без"),
    "ar": (r"لا|لم|لن|ليس|ليست|ليسوا|ولا|عدم|وعدم|بعدم|غير|كلا|يُمنع|ممنوع", r"بدون|دون|بلا"),
    "ur": (r"نہیں|نہ|مت|کبھی نہیں|ناممکن|کوئی نہیں", r"بغیر|بنا"),
    "bn": (r"না|নয়|নেই|নাই|নি|নন|\S+নি", r"ছাড়া|বিনা"),
}


def polarity_changes(source: str, target: str, language: str) -> list[str]:
    """What `target` gained or lost against the English `source`: among cancelled, closed, postponed, not."""
    stems = _STEMS.get(language)
    if stems is None:
        return []
    words = words_of(target)
    changes = [
        kind
        for kind, stem in zip(_KINDS, stems, strict=True)
        if bool(ENGLISH[kind].search(source)) != any(re.match(stem, word) for word in words)
    ]
    strong, weak = _NOT_WORDS[language]
    denied = bool(_ENGLISH_NOT.search(_ENGLISH_NOT_A_NOT.sub(" ", source)))
    possibly = denied or bool(_ENGLISH_NOT_A_NOT.search(source))
    says_not = _has_word(strong, words)
    if (denied and not says_not and not _has_word(weak, words)) or (says_not and not possibly):
        changes.append("not")
    return changes


def english_polarity_changes(source: str, back: str) -> list[str]:
    """The same for a translation turned back into English."""
    changes = [kind for kind, english in ENGLISH.items() if bool(english.search(source)) != bool(english.search(back))]
    if bool(_ENGLISH_NOT.search(source)) != bool(_ENGLISH_NOT.search(back)):
        changes.append("not")
    return changes


def _has_word(pattern: str, words: list[str]) -> bool:
    return any(re.fullmatch(pattern, word) for word in words)
