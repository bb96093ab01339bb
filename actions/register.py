"""Every action of the conversation."""

from rasa_sdk import Action

from actions import answers, chat, handovers, letters, list_texts, questions, reminders, service_choices, services

ACTIONS: list[type[Action]] = [
    answers.AskWhich,
    services.NoteNeed,
    questions.AskOtherWords,
    questions.AskPlace,
    questions.AskChildAges,
    questions.AskGoodDays,
    services.ValidateServicesForm,
    services.ShowServices,
    service_choices.ServiceChoice,
    list_texts.AskPhone,
    list_texts.AskCode,
    list_texts.AskConsent,
    list_texts.ValidateListTextForm,
    list_texts.TextList,
    letters.AskLetter,
    letters.ValidateLetterForm,
    letters.ReadMessage,
    reminders.BeginReminder,
    reminders.AskPhone,
    reminders.AskCode,
    reminders.AskConsent,
    reminders.ValidateReminderForm,
    reminders.SetReminder,
    reminders.StopTexts,
    handovers.TalkToHuman,
    handovers.HandoverStatus,
    chat.ChangeLanguage,
    chat.DeleteMyData,
]
