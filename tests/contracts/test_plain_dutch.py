# SPDX-License-Identifier: EUPL-1.2
"""What people read is plain Dutch (B1): short sentences, no stiff words, easy to read as a whole."""

import re

import pyphen

from gm_portal.local.messages import collect

BANNED = (
    "indien", "middels", "teneinde", "conform", "onderhavig", "onderhavige", "vigerend", "vigerende",
    "ten behoeve van", "dient te", "dienen te", "geschieden", "geschiedt", "inzake", "alsmede",
)  # fmt: skip
MOST_WORDS = 20
AVERAGE_WORDS = 12
FLESCH_DOUMA = 60
# The model's own words (domain model, glossary) are explained on the pages; they do not count as hard.
GLOSSARY = re.compile(
    r"\b(zeggenschap|praatplaat|archetype\w*|congruen\w+|mandaat|uitdaagrecht|burgerbegroting|uitvoeringskracht|"
    r"achterban|gebiedsteam|wijkwethouder|dorpswethouder|evalu\w+|bewonersorganisatie\w*|wijkagenda|dorpsagenda|"
    r"gemeenteraad|raadsbesluit\w*|procesgarantie\w*|wijk- en dorpsdemocratie)\b",
    re.IGNORECASE,
)
TEXTS = sorted({message.text for message in collect()} | {m.plural for m in collect() if m.plural})


def sentences(text: str) -> list[str]:
    """The sentences of a text, placeholders read as one word."""
    plain = re.sub(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>", "woord", text).replace("%%", "%")
    return [part for part in re.split(r"(?<=[.!?:;])\s+|\n{2,}", plain) if part.strip()]


def words(sentence: str) -> list[str]:
    """The words of a sentence."""
    return re.findall(r"[A-Za-zÀ-ÿ0-9][\wÀ-ÿ'’-]*", sentence)


def too_hard(text: str) -> list[str]:
    """The stiff words and the long sentences of a text."""
    stiff = [word for word in BANNED if re.search(rf"\b{word}\b", text, re.IGNORECASE)]
    return stiff + [sentence for sentence in sentences(text) if len(words(sentence)) > MOST_WORDS]


def test_every_text_is_plain() -> None:
    assert {text: hard for text in TEXTS if (hard := too_hard(text))} == {}


def test_sentences_are_short_on_average() -> None:
    lengths = [
        len(words(sentence)) for text in TEXTS for sentence in sentences(text) if len(words(sentence)) > 3
    ]
    assert sum(lengths) / len(lengths) <= AVERAGE_WORDS


def test_all_texts_together_are_easy_to_read() -> None:
    """Flesch-Douma: 206.84 - 0.77 x syllables per 100 words - 0.93 x words per sentence; 60 and up is B1."""
    hyphens = pyphen.Pyphen(lang="nl_NL")
    running = [sentence for text in TEXTS for sentence in sentences(text) if len(words(sentence)) > 3]
    said = [word for sentence in running for word in words(GLOSSARY.sub("woord", sentence))]
    syllables = sum(len(hyphens.inserted(word).split("-")) for word in said)
    score = 206.84 - 0.77 * (100 * syllables / len(said)) - 0.93 * (len(said) / len(running))
    assert score >= FLESCH_DOUMA


def test_a_stiff_text_would_be_seen() -> None:
    assert too_hard("Indien u dit leest") == ["indien"]
    long = " ".join(["woord"] * 21)
    assert too_hard(f"Kort. {long}") == [long]
    assert too_hard(" ".join(["woord"] * 20)) == []
