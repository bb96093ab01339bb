"""The words a parent agrees to before anything is shared. A new version is a new text and a new date."""

from locales import N_, translate

CONSENT_VERSION = "2026-11-21"
CONSENT = N_(
    "{name} may read the lines above and contact me in the way I said. "
    "If {name} is away or does not answer in time, somebody else in the early help team may read them and answer. "
    "I can take this back at any time. "
    "If a child or an adult may be in danger, the team has to pass that on, even if I say no."
)
CONSENT_TEAM = N_(
    "The early help team may read the lines above and contact me in the way I said. "
    "I can take this back at any time. "
    "If a child or an adult may be in danger, the team has to pass that on, even if I say no."
)


def consent_wording(worker_first_name: str | None, language: str) -> str:
    """The words to agree to, in her language; without a name when nobody in particular is asked."""
    if worker_first_name is None:
        return translate(CONSENT_TEAM, language)
    return translate(CONSENT, language, name=worker_first_name)
