"""Writes the languages that the description names as formats, so that requests get past their readers."""

import schemathesis
from hypothesis import strategies as st

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe", "UTC"]

DAYS = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])


def listed(values):
    return st.lists(values, min_size=1, max_size=3, unique=True).map(lambda items: ",".join(map(str, items)))


def rules():
    parts = st.fixed_dictionaries(
        {},
        optional={
            "INTERVAL": st.integers(1, 1000),
            "BYMONTH": listed(st.integers(1, 12)),
            "BYDAY": listed(DAYS),
            "BYHOUR": listed(st.integers(0, 23)),
            "BYMINUTE": listed(st.integers(0, 59)),
            "WKST": DAYS,
        },
    )
    ends = st.sampled_from(["", ";COUNT=1", ";COUNT=7", ";UNTIL=20991231", ";UNTIL=20991231T120000Z"])
    frequencies = st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    return st.builds(
        lambda frequency, by, end: f"FREQ={frequency}" + "".join(f";{name}={value}" for name, value in by.items()) + end,
        frequencies,
        parts,
        ends,
    )


def filters():
    days = st.sampled_from(["today", "tomorrow", "+3 days", "-2 weeks", "2026-11-24", "9999-12-31"])
    terms = st.one_of(
        st.sampled_from(["today", "overdue", "no date", "7 days", "recurring", "subtask", "no tags", "p1", "p4"]),
        st.builds("{}: {}".format, st.sampled_from(["due", "due before", "created after"]), days),
        st.builds("{}{}".format, st.sampled_from(["#", "@", "search: "]), st.from_regex("[a-zé][a-z ]{0,8}", fullmatch=True)),
    )
    return st.recursive(
        terms,
        lambda inner: st.one_of(
            st.builds("({} {} {})".format, inner, st.sampled_from("&|"), inner),
            st.builds("!{}".format, inner),
        ),
        max_leaves=5,
    )


schemathesis.openapi.format("iana-time-zone", st.sampled_from(ZONES))
schemathesis.openapi.format("rrule", rules())
schemathesis.openapi.format("task-filter", filters())
