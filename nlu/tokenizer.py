"""Words of any script: vowel signs stay with their letters, and scripts without spaces are cut by grapheme."""

from __future__ import annotations

from typing import Any

import regex
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

# Chinese, Japanese, Thai, Lao, Khmer and Burmese write without spaces: one grapheme is one token there.
WORD = regex.compile(
    r"(?:[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*)"
    r"|[\p{L}\p{N}][\p{L}\p{M}\p{N}'’ʼ]*"
    r"|[\p{Emoji_Presentation}\p{Extended_Pictographic}]"
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ScriptTokenizer(Tokenizer):
    """Splits a text into words, whatever its script."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own settings of every tokenizer."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @classmethod
    def create(cls, config, model_storage, resource, execution_context):  # type: ignore[no-untyped-def]
        """Rasa's way to make a component."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The words of one attribute of a message, with their offsets."""
        text = message.get(attribute)
        tokens = [Token(found[0], found.start()) for found in WORD.finditer(text)]
        return tokens or [Token(text, 0)] if text else []
