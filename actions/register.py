"""Every action of the conversation."""

from rasa_sdk import Action

from actions import answers, chat, handovers, letters, reminders, services

ACTIONS: list[type[Action]] = [
    answers.AskWhich,
    services.NoteNeed,
    services.AskPlace,
    services.ValidateServicesForm,
    services.ShowServices,
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
