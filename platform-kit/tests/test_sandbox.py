"""Templates of users: what they can do, and that they can do nothing else."""

import pytest

from platform_kit.sandbox import TemplateError, render

PAYLOAD = {
    "payload": {
        "name": "Disk",
        "n": 5,
        "items": [1, 2],
        "at": "2026-03-02T10:00:00Z",
        "labels": {"env": "prod"},
        "encoded": "aGVsbG8=",
        "inner": '{"a": [1, 2]}',
    }
}
GROW = "{% set x = 'aaaaaaaaaaaaaaaa' %}"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ payload.name }}", "Disk"),
        ("{{ payload.missing.deeper or 'none' }}", "none"),
        ("{{ payload['items'] | length }}", "2"),
        ("{% for i in payload['items'] %}<{{ i }}>{% endfor %}", "<1><2>"),
        ("{{ payload.name ~ ' ' ~ payload.n }}", "Disk 5"),
        ("{{ payload.name.upper().replace('S', '$') }}", "DI$K"),
        ("{% for k, v in payload.labels.items() %}{{ k }}={{ v }}{% endfor %}", "env=prod"),
        ("{{ payload.at | iso8601_to_time | datetimeformat('%d.%m. %H:%M') }}", "02.03. 10:00"),
        (
            "{{ payload.at | iso8601_to_time "
            "| datetimeformat_as_timezone('%H:%M', 'Europe/Berlin') }}",
            "11:00",
        ),
        ("{{ '10:30 / 02-03-2026' | datetimeparse | datetimeformat('%M') }}", "30"),
        ("{{ 1772445600 | timestamp_to_datetime | datetimeformat('%Y') }}", "2026"),
        ("{{ ('1d2h' | timedeltaparse).total_seconds() | int }}", "93600"),
        ("{{ payload.name | regex_replace('D(i)', 'R\\\\1') }}", "Risk"),
        (
            "{{ payload.name | regex_match('D') }} {{ payload.name | regex_search('k$') }}",
            "True True",
        ),
        ("{{ payload.encoded | b64decode }}", "hello"),
        ("{{ (payload.inner | parse_json).a[1] }}", "2"),
        ("{{ payload.labels | tojson }}", '{"env": "prod"}'),
        ("{{ payload.labels | json_dumps }}", '{"env": "prod"}'),
        ("{{ payload.labels | tojson_pretty }}", '{\n    "env": "prod"\n}'),
        ("{{ time() | int > 1700000000 }}", "True"),
    ],
)
def test_a_template_reads_its_payload(template: str, text: str) -> None:
    assert render(template, PAYLOAD) == text


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'a' * 10**9 }}",
        "{{ 2**99999 }}",
        "{{ [[1] * 60000] * 60000 }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        GROW + "{% set x = x ~ x %}" * 60 + "{{ x }}",
        GROW + "{% set x = x + x %}" * 60 + "{{ x }}",
        GROW + "{% set x %}{{ x }}{{ x }}{% endset %}" * 60 + "{{ x }}",
        "{% set x = [1] %}" + "{% set x = [x, x] %}" * 60 + "{{ x }}",
        "{% set x = {} %}" + "{% set x = {1: x, 2: x} %}" * 60 + "{{ x }}",
        "{% set x = (1,) %}" + "{% set x = x + x %}" * 60 + "{{ x }}",
        "{% macro m(x) %}{{ m(x) }}{% endmacro %}{{ m(1) }}",
        "{% for a in range(9999) recursive %}{{ loop([a]) }}{% endfor %}",
        "{{ 'a' | center(1000000000) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ ('a' * 60000) | replace('a', 'b' * 60000) }}",
        "{{ ('a' * 60000).replace('a', 'b' * 60000) }}",
        "{{ ('<' * 60000) | escape | escape | escape }}",
        "{{ 'x'.join(range(100000)) }}",
        "{{ range(999999999) | list }}",
        "{{ payload['items'].append(3) }}",
        "{{ payload.update({'a': 1}) }}",
        "{{ 1 / 0 }}",
        "{{ namespace(a=1) }}",
        "{{ lipsum() }}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{{ payload.name | regex_match('(?<=x)') }}",
        "{{ payload.name | regex_match('(') }}",
        "{{ (payload.at | iso8601_to_time).strftime('%1000000000Y') }}",
        "{{ payload.n.to_bytes(1000000000) }}",
        "{{ x.y() }}",
        "{{ unfinished",
        "x" * 9000,
    ],
)
def test_a_template_that_asks_for_too_much_is_refused(template: str) -> None:
    with pytest.raises(TemplateError):
        render(template, PAYLOAD)


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ payload.__class__ }}",
        "{{ payload.name.__class__.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self.__init__ }}",
        "{{ payload.at | iso8601_to_time | datetimeformat('%999999999Y') }}",
        "{{ [1, 2] | map(attribute='__class__') | join }}",
    ],
)
def test_there_is_no_way_to_what_lies_behind(template: str) -> None:
    assert render(template, PAYLOAD) == ""


def test_a_pattern_that_would_take_for_ever_elsewhere_is_quick() -> None:
    values = {"payload": {"text": "a" * 60_000}}
    assert render("{{ payload.text | regex_match('(a+)+$') }}", values) == "True"
    assert render("{{ payload.text | regex_match('(a|aa)+b') }}", values) == "False"
