"""The crisis answer as a message: safeguarding's fixed words and numbers, with the area's own front door."""

from areas import Area, LocalContact
from bot.unkept import unkept
from bot.wording import WEEK, Choice, Said
from handover.conversation import Message
from locales import N_, translate
from safeguarding import Alarm, Contact, CrisisAnswer, Opening
from safeguarding import answer as fixed_answer
from safeguarding.contacts import ALWAYS
from storage import utc_now

TALK = N_("Talk to a person")
LEAVE = N_("Leave this page")


def answer(alarm: Alarm, code: str, area: Area) -> Said:
    """What is said at once, in her language, with the numbers that are open now first."""
    found, english = (fixed_answer(alarm.kind, alarm.urgency, each, _local(area), utc_now()) for each in (code, "en"))
    choices = [Choice(label=translate(TALK, code), choice="/talk_to_human")]
    if found.offer_exit:
        choices.insert(0, Choice(label=translate(LEAVE, code), choice="/exit_quickly"))
    return Said(
        text="\n\n".join(found.lines),
        language=found.language,
        english=None if code == "en" else "\n\n".join(english.lines),
        choices=tuple(choices),
        card=_card(found),
    )


def unstored(alarm: Alarm, code: str, area: Area) -> Message:
    """The same, belonging to no conversation: for when it cannot be stored, or not at once."""
    found = fixed_answer(alarm.kind, alarm.urgency, code, _local(area), utc_now())
    safety = (alarm.kind, alarm.urgency)
    return unkept("system", "\n\n".join(found.lines), found.language, safety=safety, card=_card(found))


def _card(found: CrisisAnswer) -> dict[str, object]:
    contacts = [
        {
            "name": each.name,
            "number": each.number,
            "dial": each.dial,
            "hours": each.hours_text,
            "note": each.note,
            "open_now": each.open_now is not False,
        }
        for each in found.contacts
    ]
    return {"kind": "crisis", "contacts": contacts}


def _local(area: Area) -> list[Contact]:
    """The numbers that the area has stated; the others are not shown."""
    contacts = {"front_door": area.front_door, "out_of_hours": area.out_of_hours}
    return [_contact(name, each, each.phone) for name, each in contacts.items() if each.phone]


def _contact(name: str, local: LocalContact, phone: str) -> Contact:
    hours: tuple[Opening, ...] | None = None
    if local.hours == "always":
        hours = ALWAYS
    elif local.hours is not None:
        hours = tuple(
            Opening(frozenset({number}), each.opens, each.closes)
            for number, day in enumerate(WEEK)
            if (each := local.hours.get(day))
        )
    return Contact(
        id=name,
        name=local.name,
        number=phone,
        hours=hours,
        source=local.source,
        verified_on=local.reviewed,
        closed_on_bank_holidays=local.hours != "always",
    )
