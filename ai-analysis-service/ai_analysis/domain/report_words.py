"""The fixed words of reports in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Words:
    """Everything a report says by itself; braces are filled in."""

    report: str
    postmortem: str
    cause: str
    impact: str
    plan: str
    evidence: str
    hypotheses: str
    similar: str
    timeline: str
    summary: str
    contributing: str
    response: str
    follow_up: str
    cause_is: str
    cause_unsure: str
    cause_unknown: str
    cause_confirmed: str
    impact_service: str
    impact_alerts: str
    impact_lasted: str
    impact_goes_on: str
    impact_level: Mapping[str, str]
    fixed_by: str
    acknowledged_after: str
    not_acknowledged: str
    resolved_after: str
    questions: tuple[str, ...]
    follow_ups: tuple[str, ...]
    notices: Mapping[str, str]
    minutes: str
    hours: str
    no_data: str


ENGLISH: Final = Words(
    report="Incident report",
    postmortem="Post-incident review (draft)",
    cause="Cause",
    impact="Impact",
    plan="Action plan",
    evidence="Evidence in the alert",
    hypotheses="Other hypotheses",
    similar="Similar incidents",
    timeline="Timeline",
    summary="Summary",
    contributing="Contributing factors",
    response="Response",
    follow_up="Follow-up actions",
    cause_is="Most likely: {title} ({confidence}). The alert says: {evidence}.",
    cause_unsure="Not certain; nearest guess: {title} ({confidence}).",
    cause_unknown="The alert does not say enough to name a cause.",
    cause_confirmed="Confirmed: {cause}",
    impact_service="Service {service} in {environment} is affected.",
    impact_alerts="Alerts so far: {count}.",
    impact_lasted="It lasted {duration}.",
    impact_goes_on="It is not resolved yet.",
    impact_level={
        "critical": "Severity critical: users are very likely cut off or losing data.",
        "high": "Severity high: many users are likely to notice.",
        "medium": "Severity medium: some users or a part of the function may be affected.",
        "low": "Severity low: users hardly notice yet.",
        "info": "For information: no effect on users is known.",
    },
    fixed_by="{name}: {title} – fixed by: {resolution}",
    acknowledged_after="Acknowledged after {duration}.",
    not_acknowledged="Nobody acknowledged it before it was over.",
    resolved_after="Resolved after {duration}.",
    questions=(
        "What change came before it (release, configuration, traffic, data)?",
        "Why was it not noticed earlier, or prevented?",
        "What made finding or repairing it slower than it had to be?",
    ),
    follow_ups=(
        "Repair the confirmed cause for good, with owner and date.",
        "Add or sharpen the alert that would have told earlier.",
        "Bring the runbook up to date with the steps that helped.",
    ),
    notices={
        "timeout": "The language model did not answer in time; written by rules.",
        "budget": "The daily budget of the language model is used up; written by rules.",
        "refused_address": "The address of the language model is not allowed; written by rules.",
        "unreachable": "The language model cannot be reached; written by rules.",
        "limited": "The language model refuses more requests now; written by rules.",
        "error": "The language model answered with an error; written by rules.",
        "unreadable": "The answer of the language model was not usable; written by rules.",
        "no_incident": "Incident details cannot be read now; written from the alert alone.",
    },
    minutes="{minutes} min",
    hours="{hours} h {minutes} min",
    no_data="–",
)

KOREAN: Final = Words(
    report="장애 보고서",
    postmortem="사후 분석 (초안)",
    cause="원인",
    impact="영향",
    plan="조치 계획",
    evidence="경보에 나타난 근거",
    hypotheses="다른 가설",
    similar="비슷한 과거 장애",
    timeline="경과",
    summary="요약",
    contributing="기여 요인",
    response="대응",
    follow_up="후속 조치",
    cause_is="가장 유력한 원인: {title} ({confidence}). 경보의 근거: {evidence}.",
    cause_unsure="확실하지 않음. 가장 가까운 추정: {title} ({confidence}).",
    cause_unknown="경보의 내용만으로는 원인을 특정할 수 없습니다.",
    cause_confirmed="확인된 원인: {cause}",
    impact_service="{environment} 환경의 {service} 서비스에 영향이 있습니다.",
    impact_alerts="지금까지 받은 경보: {count}건.",
    impact_lasted="지속 시간: {duration}.",
    impact_goes_on="아직 해결되지 않았습니다.",
    impact_level={
        "critical": "심각도 critical: 사용자가 이용하지 못하거나 데이터를 잃을 가능성이 큽니다.",
        "high": "심각도 high: 많은 사용자가 느낄 가능성이 있습니다.",
        "medium": "심각도 medium: 일부 사용자나 기능이 영향을 받을 수 있습니다.",
        "low": "심각도 low: 사용자는 아직 거의 느끼지 못합니다.",
        "info": "참고용: 사용자 영향은 알려진 바 없습니다.",
    },
    fixed_by="{name}: {title} – 해결 방법: {resolution}",
    acknowledged_after="확인까지 걸린 시간: {duration}.",
    not_acknowledged="끝날 때까지 확인한 사람이 없었습니다.",
    resolved_after="해결까지 걸린 시간: {duration}.",
    questions=(
        "직전에 무엇이 바뀌었습니까 (배포, 설정, 트래픽, 데이터)?",
        "왜 더 일찍 알아채거나 막지 못했습니까?",
        "찾거나 고치는 일을 늦춘 것은 무엇입니까?",
    ),
    follow_ups=(
        "확인된 원인을 담당자와 기한을 정해 완전히 고친다.",
        "더 일찍 알려 주었을 경보를 추가하거나 다듬는다.",
        "도움이 된 단계를 런북에 반영한다.",
    ),
    notices={
        "timeout": "언어 모델이 제때 답하지 않아 규칙으로 작성했습니다.",
        "budget": "언어 모델의 하루 사용량을 모두 써서 규칙으로 작성했습니다.",
        "refused_address": "언어 모델의 주소가 허용되지 않아 규칙으로 작성했습니다.",
        "unreachable": "언어 모델에 연결할 수 없어 규칙으로 작성했습니다.",
        "limited": "언어 모델이 지금 요청을 더 받지 않아 규칙으로 작성했습니다.",
        "error": "언어 모델이 오류로 답해 규칙으로 작성했습니다.",
        "unreadable": "언어 모델의 답을 쓸 수 없어 규칙으로 작성했습니다.",
        "no_incident": "장애 정보를 지금 읽을 수 없어 경보만으로 작성했습니다.",
    },
    minutes="{minutes}분",
    hours="{hours}시간 {minutes}분",
    no_data="–",
)

WORDS: Final[Mapping[str, Words]] = {"en": ENGLISH, "ko": KOREAN}
