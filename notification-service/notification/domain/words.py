"""The fixed words of messages, by language."""

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("en", "ko")

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "info": "info",
        "paged": "You are paged on level {level}.",
        "stale": "On-call data may be out of date: the on-call service does not answer.",
        "acknowledge": "Acknowledge",
        "open": "Open",
        "incidents": "{count} incidents",
        "spoken": "{severity} incident {number} on {service}. {title}.",
        "spoken_many": "{count} incidents. {names}.",
        "keys": "Press 1 to acknowledge, 2 to escalate.",
        "acknowledged": "Acknowledged. Thank you.",
        "escalated": "Escalated.",
        "unknown_key": "That key does nothing.",
    },
    "ko": {
        "critical": "심각",
        "high": "높음",
        "medium": "보통",
        "low": "낮음",
        "info": "정보",
        "paged": "{level}단계 담당자로 호출되었습니다.",
        "stale": "당직 정보가 최신이 아닐 수 있습니다. 당직 서비스가 응답하지 않습니다.",
        "acknowledge": "확인",
        "open": "열기",
        "incidents": "인시던트 {count}건",
        "spoken": "{service} 서비스의 {severity} 인시던트 {number}번. {title}.",
        "spoken_many": "인시던트 {count}건. {names}.",
        "keys": "확인은 1번, 상위 호출은 2번을 누르세요.",
        "acknowledged": "확인되었습니다. 감사합니다.",
        "escalated": "상위 담당자를 호출합니다.",
        "unknown_key": "사용할 수 없는 번호입니다.",
    },
}


def words_of(language: str) -> Mapping[str, str]:
    """The words of a language; English for one that is not known."""
    return WORDS.get(language, WORDS["en"])
