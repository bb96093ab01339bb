"""The sentences of the texts themselves: the code, and the answers to STOP, START, HELP and anything else."""

from locales import N_, translate
from texts.identity import Identity

CODE = N_(
    "{name}: your code is {digits}. Type it in the chat you have open. It works for 10 minutes. "
    "Did you not ask for it? Then do nothing."
)
STOPPED = N_("{name}: OK. We will send no more texts to this phone. To get texts again, reply START.")
STARTED = N_("{name}: OK. This phone can get our texts again. Old reminders stay off. Ask in the chat for new ones.")
HELP = N_(
    "{name}: we text reminders that were asked for in our chat. Nobody reads replies to this number. "
    "To talk to us, call {phone}. To stop texts, reply STOP. In danger now? Call 999."
)
NOT_READ = N_(
    "{name}: sorry, nobody reads replies to this number. To talk to us, call {phone}. "
    "To stop texts, reply STOP. In danger now? Call 999."
)
NO_MORE_TEXTS_START = N_(
    "This phone asked us to send no more texts. To get texts again, text START to us from this phone."
)
NO_MORE_TEXTS_CALL = N_("This phone asked us to send no more texts. To get texts again, call {phone}.")
TOO_MANY_CODES = N_("We have sent as many codes as we can for now. Please try again in an hour.")
CODE_ON_ITS_WAY = N_(
    "We are sending a code by text. It can take a few minutes. If no code comes, check the number, "
    "or text START to us from that phone if you stopped our texts before."
)
CODE_ON_ITS_WAY_CALL = N_(
    "We are sending a code by text. It can take a few minutes. If no code comes, check the number, "
    "or call {phone} if you stopped our texts before."
)


def code_text(identity: Identity, code: str, language: str) -> str:
    """The text that carries a code."""
    return translate(CODE, language, name=identity.name, digits=code)


def code_on_its_way(identity: Identity, language: str) -> str:
    """What the chat says after a number was given: the same words for every number, known, unknown or stopped."""
    if identity.can_reply:
        return translate(CODE_ON_ITS_WAY, language)
    return translate(CODE_ON_ITS_WAY_CALL, language, phone=translate(identity.phone, language))


def reply(text: str, identity: Identity, language: str) -> str:
    """One of STOPPED, STARTED, HELP, NOT_READ, filled in."""
    values = {"name": identity.name, "phone": translate(identity.phone, language)}
    return translate(text, language, **{key: value for key, value in values.items() if f"{{{key}}}" in text})
