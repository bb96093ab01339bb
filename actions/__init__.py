"""What the conversation can do: one thin rasa-sdk file per capability, each calling one room."""
