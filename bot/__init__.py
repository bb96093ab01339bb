"""The parents' side: the chat, the way of one message, Rasa's client and callbacks, and the wording."""
