"""What a reply asks for: stop, start, help, or something else.

The English words are those that Twilio's default handling of long numbers knows (Twilio Support, "Twilio support for opt-
out keywords"); the provider has answered those itself. The others are ours. A word counts when it is the whole message,
politeness aside: "please stop" stops, "what time does it stop?" does not.
"""

import unicodedata
from typing import Literal

Request = Literal["stop", "start", "help", "other"]

LONGEST_READ = 200
PROVIDER_STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
PROVIDER_START = frozenset({"start", "yes", "unstop"})
PROVIDER_HELP = frozenset({"help", "info"})

STOP: dict[str, tuple[str, ...]] = {
    "en": (
        "stop all", "stop texts", "stop texting", "stop texting me", "stop messages", "stop messaging me", "opt out",
        "no more texts", "no more messages", "remove me", "stop it", "stop now", "stop reminders",
    ),
    "pl": ("koniec", "rezygnuję", "wypisz", "wypisz mnie", "anuluj", "przestań", "przestańcie", "zatrzymaj"),
    "ro": ("oprește", "opriți", "dezabonare", "dezabonează", "anulează", "renunț", "gata"),
    "ur": (
        "روکیں", "روکو", "روک دیں", "بند کریں", "بند کرو", "بند کر دیں", "بند", "ختم", "ختم کریں", "اسٹاپ", "سٹاپ",
        "band karo", "band karen", "band karein", "band kar do", "roko", "rok do",
    ),
    "pa": ("ਬੰਦ", "ਬੰਦ ਕਰੋ", "ਬੰਦ ਕਰ ਦਿਓ", "ਰੋਕੋ", "ਰੁਕੋ", "ਸਟਾਪ", "bandh karo", "بند کرو"),
    "bn": ("বন্ধ", "বন্ধ করুন", "বন্ধ করো", "বন্ধ কর", "থামুন", "থামান", "থামাও", "স্টপ", "bondho", "bondho korun"),
    "ar": ("توقف", "توقفوا", "قف", "أوقف", "أوقفوا", "إيقاف", "إلغاء", "إلغاء الاشتراك", "ستوب", "كفى", "waqef", "tawaqaf"),
    "so": ("jooji", "jooji fariimaha", "joojiya", "joogso", "joojin", "ka bax"),
    "uk": (
        "стоп", "зупинити", "зупиніть", "зупини", "відписатися", "відписатись", "відписка", "скасувати", "припиніть",
        "припинити", "хватит", "отписаться",
    ),
    "es": ("alto", "parar", "pare", "para", "baja", "darme de baja", "cancelar", "detener", "fin", "no más mensajes"),
    "pt": ("parar", "pare", "para", "sair", "cancelar", "remover", "chega", "não quero mais mensagens"),
}  # fmt: skip
START: dict[str, tuple[str, ...]] = {
    "pl": ("zacznij", "wznów"),
    "ro": ("pornește", "începe", "reia"),
    "ur": ("شروع", "شروع کریں", "shuru", "shuru karo"),
    "pa": ("ਸ਼ੁਰੂ", "ਸ਼ੁਰੂ ਕਰੋ"),
    "bn": ("শুরু", "শুরু করুন", "চালু", "চালু করুন"),
    "ar": ("ابدأ", "بدء"),
    "so": ("bilow",),
    "uk": ("старт", "почати", "розпочати"),
    "es": ("iniciar", "empezar", "comenzar", "alta"),
    "pt": ("começar", "iniciar"),
}
HELP: dict[str, tuple[str, ...]] = {
    "pl": ("pomoc", "pomocy"),
    "ro": ("ajutor",),
    "ur": ("مدد", "madad"),
    "pa": ("ਮਦਦ",),
    "bn": ("সাহায্য", "sahajjo"),
    "ar": ("مساعدة", "ساعدوني", "النجدة"),
    "so": ("caawimaad", "caawi", "i caawi"),
    "uk": ("допомога", "допоможіть"),
    "es": ("ayuda", "socorro"),
    "pt": ("ajuda", "socorro"),
}
_POLITE_WORDS = """
    please pls plz thanks thank you ta cheers now proszę prosze dziękuję rog mulțumesc mersi meherbani مہربانی براہ کرم شکریہ
    ਕਿਰਪਾ ਕਰਕੇ ਜੀ ਧੰਨਵਾਦ দয়া করে ধন্যবাদ من فضلك شكرا رجاء fadlan mahadsanid ласка будь дякую
    пожалуйста por favor gracias obrigado obrigada
"""


def read_request(body: str) -> Request:
    """What a reply asks for."""
    words = _words(body[:LONGEST_READ])
    for words_left in (words, [word for word in words if word not in _POLITE]):
        phrase = " ".join(words_left)
        if phrase in _STOP:
            return "stop"
        if phrase in _START:
            return "start"
        if phrase in _HELP:
            return "help"
    return "other"


def provider_answers(body: str) -> bool:
    """Whether Twilio's default handling has acted on this reply and answered it, so that we must not answer again."""
    return body.strip().casefold() in PROVIDER_STOP | PROVIDER_START


def _words(text: str) -> list[str]:
    """Words without case, accents, Arabic vowel marks, Arabic spelling variants and punctuation."""
    bare: list[str] = []
    for char in unicodedata.normalize("NFKD", text.casefold()):
        category = unicodedata.category(char)
        if _is_accent(char) or category == "Cf":
            continue
        bare.append(_SAME_LETTER.get(char, char) if category[0] in "LMN" else " ")
    return unicodedata.normalize("NFC", "".join(bare)).split()


_SAME_LETTER = {"ی": "ي", "ى": "ي", "ک": "ك", "ہ": "ه", "ة": "ه", "ł": "l"}
_ARABIC_MARKS = frozenset("ًٌٍَُِّْٰـٕٔٓ")


def _is_accent(char: str) -> bool:
    # Vowel signs of Bengali and Panjabi are marks too, and they are spelling: only these two blocks are accents.
    return "\u0300" <= char <= "\u036f" or char in _ARABIC_MARKS


def _fold(words_by_language: dict[str, tuple[str, ...]], own: frozenset[str]) -> frozenset[str]:
    phrases = [phrase for words in words_by_language.values() for phrase in words]
    return frozenset(" ".join(_words(phrase)) for phrase in (*own, *phrases))


_STOP, _START, _HELP = (_fold(STOP, PROVIDER_STOP), _fold(START, PROVIDER_START), _fold(HELP, PROVIDER_HELP))
_POLITE = frozenset(_words(_POLITE_WORDS))
