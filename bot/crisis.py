"""The crisis answer as a message: safeguarding's fixed words and numbers, with the area's own front door."""

from areas import Area, LocalContact
from bot.unkept import unkept
from bot.wording import Choice, Said
from handover.conversation import Message
from locales import N_, translate
from safeguarding import Alarm, CrisisAnswer, LocalLine, answer_for
from storage import utc_now

TALK = N_("Talk to a person")
LEAVE = N_("Leave this page")


def answer(alarm: Alarm, code: str, area: Area) -> Said:
    """What is said at once, in her language, with the numbers that are open now first."""
    found = answer_for(alarm, code, [_line(area.front_door), _line(area.out_of_hours)], utc_now())
    english = None
    if code != "en":
        english = answer_for(alarm, "en", [_line(area.front_door), _line(area.out_of_hours)], utc_now())
    choices = [Choice(label=translate(TALK, code), choice="/talk_to_human")]
    if found.offer_exit:
        choices.insert(0, Choice(label=translate(LEAVE, code), choice="/exit_quickly"))
    return Said(
        text="\n\n".join(found.lines),
        language=found.language,
        english="\n\n".join(english.lines) if english else None,
        choices=tuple(choices),
        card=_card(found),
    )


def unstored(alarm: Alarm, code: str) -> Message:
    """The same when the database is out of reach: the national numbers, belonging to no conversation."""
    found = answer_for(alarm, code, [], utc_now())
    return unkept(
        "system", "\n\n".join(found.lines), found.language, safety=(alarm.kind, alarm.urgency), card=_card(found)
    )


def _card(found: CrisisAnswer) -> dict[str, object]:
    contacts = [
        {
            "name": each.name,
            "number": each.number,
            "dial": each.dial,
            "hours": each.hours_text,
            "note": each.note,
            "open_now": each.open_now,
        }
        for each in found.contacts
    ]
    return {"kind": "crisis", "contacts": contacts, "after": "\n\n".join(found.after)}


def _line(contact: LocalContact) -> LocalLine:
    return LocalLine(
        name=contact.name,
        phone=contact.phone,
        hours={day: (hours.opens, hours.closes) for day, hours in contact.hours.items()},
    )
