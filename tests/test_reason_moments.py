"""Moments: whole order of the calendar in one integer."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decreelex.reason import as_of, iso, label, moment
from decreelex.reason.moments import before, days_after, earliest, is_moment, latest, minute

DAYS = st.dates(min_value=datetime.date(100, 1, 1)).map(datetime.date.isoformat)
HOURS = st.datetimes(min_value=datetime.datetime(100, 1, 1)).map(lambda when: when.isoformat()[:16])
WHEN = DAYS | HOURS


@given(WHEN)
def test_what_is_written_is_read_back(text: str) -> None:
    assert iso(moment(text)) == text
    assert is_moment(moment(text))


@given(WHEN, WHEN)
def test_the_later_of_two_is_the_greater_integer_and_a_known_hour_beats_its_bare_day(one: str, other: str) -> None:
    first, second = moment(one), moment(other)
    if one[:10] != other[:10]:
        assert (first < second) == (one < other)
    elif len(one) < len(other):
        assert first < second


@given(WHEN, WHEN)
def test_before_is_certain(one: str, other: str) -> None:
    first, second = moment(one), moment(other)
    assert before(first, second) == (latest(first) < earliest(second))
    assert not (before(first, second) and before(second, first))


@given(WHEN)
def test_a_day_without_an_hour_lies_somewhere_in_it(text: str) -> None:
    value = moment(text)
    assert minute(text[:10]) <= earliest(value) <= latest(value) <= as_of(text[:10])
    assert (earliest(value) == latest(value)) == (len(text) > 10)


@given(st.dates(max_value=datetime.date(3000, 1, 1), min_value=datetime.date(100, 1, 1)), st.integers(0, 4000))
def test_days_after_counts_from_the_day(day: datetime.date, days: int) -> None:
    then = (day + datetime.timedelta(days=days)).isoformat()
    assert iso(days_after(moment(day.isoformat()), days)) == then
    assert iso(days_after(moment(f"{day.isoformat()}T23:59"), days)) == then


def test_a_bare_as_of_means_the_end_of_the_day() -> None:
    assert as_of("2022-09-21") == minute("2022-09-21T23:59")
    assert as_of("2022-09-21T07:00") == minute("2022-09-21T07:00")


def test_values_are_shown_as_people_write_them() -> None:
    assert [label(value) for value in ("a", 7, moment("2022-09-21"), moment("2022-09-21T07:00"))] == \
        ["a", "7", "2022-09-21", "2022-09-21T07:00"]


@pytest.mark.parametrize("text", ["2022-13-40", "2022-09-21T25:00", "0099-12-31", "21.09.2022", "", "2022-9-1"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        moment(text)


def test_a_number_is_no_moment() -> None:
    with pytest.raises(ValueError, match="10 is not a moment"):
        iso(10)
