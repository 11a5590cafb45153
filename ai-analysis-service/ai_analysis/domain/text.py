"""Turns alert text into terms: splits metric and camel-case names, drops host names, stems, maps
synonyms. Every term keeps the place it came from, so that evidence can be quoted.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from ai_analysis.domain.east_asian import translated
from ai_analysis.domain.synonyms import SYNONYMS

# Host names, addresses and ports say where, never what; "kafka-1:9100" must not count as Kafka.
# Each form begins where its run begins, so that no text makes the search slow.
_PLACES = re.compile(
    r"""https?://\S+
      | \b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b
      | (?<![\w.-])[\w.-]+:\d{2,5}\b
      | (?<![\w-])[A-Za-z]+(?:-[A-Za-z0-9]+)*-\d+\b
    """,
    re.VERBOSE,
)
# A number is a status code only where it is one that exists and nothing says that it is a quantity.
# A mount point or drive letter says that the alert is about a filesystem.
_WORD = re.compile(
    r"""(?<![A-Za-z0-9.<>])(?<![<>=]\ )(?<!threshold\ of\ )(?<!limit\ of\ )(?<!than\ )
        (?P<code>[45][xX]{2}|4(?:0[0134589]|1[0357]|2[2-9]|31|51)|5(?:0[0-478]|11|2[0-6]))
        (?![A-Za-z0-9]|\.\d|\ ?(?:%|ms|s|[kKMGT]i?B|bytes|seconds|minutes|times|items)\b)
      | (?<!\S)(?P<mount>/(?:var|data|home|tmp|boot|opt|mnt|srv|dev|usr|media)(?![a-z])|[C-Z]:\\?)
      | (?P<known>x509|k8s|p9[059]|[45][xX]{2})(?![a-z0-9])
      | (?P<camel>[A-Z]+(?=[A-Z][a-z]) | [A-Z]?[a-z]+ | [A-Z]+ | [^\W\d_]+)
    """,
    re.VERBOSE,
)
_STOP_TEXT = (
    "a an and any are as at be because been being but by can could did do does for from had has"
    " have his if in instance into is it its itself job may more most namespace of on one only or"
    " other over own per please seen should since so some such than that the their them then there"
    " these they this those through to value values was we were what when where which while who"
    " will with within would you your last min mins minute minutes hour hours sec second seconds"
    " current currently labels label custom"
)
_STOP_WORDS = frozenset(_STOP_TEXT.split())
_MIN_STEM = 3
_MAX_WORD = 40


@dataclass(frozen=True, slots=True)
class Term:
    """One normalised word and the half-open range [start, end) of its source text."""

    term: str
    start: int
    end: int


def terms_of(text: str) -> list[Term]:
    """Return the terms of `text` in order; words without meaning for a diagnosis are left out."""
    masked = _PLACES.sub(lambda found: " " * len(found.group()), text)
    terms: list[Term] = []
    for found in _WORD.finditer(masked):
        terms.extend(
            Term(term, found.start(), found.end()) for term in _normalised(found.group().lower())
        )
    return terms


@lru_cache(maxsize=10_000)
def _normalised(word: str) -> tuple[str, ...]:
    """Map one lower-case word to its terms: none for a stop word, several for an abbreviation."""
    if word[0] == "/" or word[1:2] == ":":
        return ("filesystem",)
    if word in SYNONYMS:
        return tuple(_stem(same) for same in SYNONYMS[word])
    if word in _STOP_WORDS or (len(word) == 1 and word.isascii()):
        return ()
    if len(word) == 3 and word[0] in "45" and word[1:].isdigit():
        return ("http", "error", f"{word[0]}xx", word)
    if not word.isascii() and (english := translated(word)):
        return tuple(_stem(same) for same in english)
    stem = _stem(word[:_MAX_WORD])
    return tuple(_stem(same) for same in SYNONYMS.get(stem, (stem,)))


def _stem(word: str) -> str:
    """Cut the commonest English endings; the stem need not be a word, only the same always."""
    if word.endswith("ies") and len(word) > _MIN_STEM + 2:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _MIN_STEM:
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM:
            word = word[: -len(ending)]
            if len(word) > _MIN_STEM and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            return word
    if word.endswith("e") and len(word) > _MIN_STEM + 1:
        word = word[:-1]
    return word
