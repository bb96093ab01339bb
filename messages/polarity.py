"""Compares what a text and its translation say about cancelled, closed, postponed and not.

The check is symmetric: a line that gains "cancelled" is as bad as one that loses "not". The stems are of the languages
that have Argos packages; for another language nothing can be compared and nothing is claimed.
"""

import re

ENGLISH = {
    "cancelled": re.compile(r"\bcancel\w*|\bcalled off\b", re.IGNORECASE),
    "closed": re.compile(r"\bclosed\b|\bclos(?:es|ing|ure)\b|\bclose (?:the )?school\b|\bshut\b", re.IGNORECASE),
    "postponed": re.compile(r"\bpostpon\w*", re.IGNORECASE),
}
_ENGLISH_NOT = re.compile(r"\b(?:not|no|never|cannot|without|none|nor|neither|nobody|nothing|unable)\b|n['’]t\b", re.IGNORECASE)
_ENGLISH_NOT_A_NOT = re.compile(
    r"\bno(?:t)? (?:later|more|less|fewer|earlier) than\b|\bnot only\b|\bno\.\s?\d|\bno problem\b|\bwhy not\b|\bdon['’]t forget\b", re.IGNORECASE
)
_STEMS: dict[str, dict[str, str]] = {
    "es": {"cancelled": r"cancel|suspend|anul", "closed": r"cerrad|cierr|cerrar|clausur", "postponed": r"aplaz|pospon|pospues"},
    "pt": {"cancelled": r"cancel|suspens|anulad", "closed": r"fechad|fechar|fecha\b|encerr", "postponed": r"adiad|adiar|adiou|remarcad"},
    "pl": {"cancelled": r"odwoł|anulow", "closed": r"zamkn|nieczynn|zamyk", "postponed": r"przełoż|przesuni|odrocz"},
    "ro": {"cancelled": r"anul", "closed": r"închi[sdz]|inchis", "postponed": r"amân|aman[aă]"},
    "uk": {"cancelled": r"скасов|скасу|відмін", "closed": r"закри|зачин", "postponed": r"перенес|відклад|відкла"},
    "ar": {"cancelled": r"\w{0,3}(?:إلغا|الغا|ألغ|ملغ|تلغ|يلغ)", "closed": r"\w{0,3}(?:مغلق|غلق|إغلاق|اغلاق)", "postponed": r"\w{0,3}(?:تأجيل|مؤجل|أجل|تؤجل)"},
    "ur": {"cancelled": r"منسوخ", "closed": r"بند\b", "postponed": r"ملتوی|مؤخر|موخر"},
    "bn": {"cancelled": r"বাতিল", "closed": r"বন্ধ", "postponed": r"স্থগিত|পিছিয়ে"},
}  # fmt: skip
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
    changes = [
        kind
        for kind, english in ENGLISH.items()
        if bool(english.search(source)) != bool(re.search(rf"(?<!\w)(?:{stems[kind]})", target, re.IGNORECASE))
    ]
    strong, weak = _NOT_WORDS[language]
    denied = bool(_ENGLISH_NOT.search(_ENGLISH_NOT_A_NOT.sub(" ", source)))
    possibly = denied or bool(_ENGLISH_NOT_A_NOT.search(source))
    says_not = _has_word(strong, target)
    if (denied and not says_not and not _has_word(weak, target)) or (says_not and not possibly):
        changes.append("not")
    return changes


def english_polarity_changes(source: str, back: str) -> list[str]:
    """The same for a translation turned back into English."""
    changes = [kind for kind, english in ENGLISH.items() if bool(english.search(source)) != bool(english.search(back))]
    if bool(_ENGLISH_NOT.search(source)) != bool(_ENGLISH_NOT.search(back)):
        changes.append("not")
    return changes


def _has_word(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE) is not None
