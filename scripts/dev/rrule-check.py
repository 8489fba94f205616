#!/usr/bin/env python3
"""Compares our expansion of recurrence rules with python-dateutil's on generated rules.

    rrule-check.py [COUNT [SEED]]     10,000 rules by default; needs python-dateutil (tools/api/requirements.txt)

Rules whose days every month has must agree exactly. Days 29 to 31 clamp to the month's end by our rule (RFC 7529,
SKIP=BACKWARD), which dateutil lacks: those are compared with the same rule spelled as "the last of the days 28 to N".
Of a weekly BYSETPOS, dateutil counts the first week from its start on, RFC 5545 the whole week: such rules start with a
week here.
"""

import concurrent.futures
import datetime
import itertools
import os
import random
import subprocess
import sys

from dateutil.rrule import rrulestr

SHOWN = 15
YEARS = 25  # that are compared
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def some(rng, values, most):
    return ",".join(str(value) for value in sorted(rng.sample(values, rng.randint(1, most))))


def generated(rng):
    """A rule, and the same rule as dateutil is to be asked for it."""
    freq = rng.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts, clamp = [f"FREQ={freq}"], None
    if rng.random() < 0.6:
        parts.append(f"INTERVAL={rng.randint(1, 6)}")
    by = 0
    if freq in ("MONTHLY", "YEARLY") and rng.random() < 0.15:
        clamp = rng.choice([29, 30, 31])
        if freq == "YEARLY":
            parts.append(f"BYMONTH={rng.randint(1, 12)}")
    else:
        if rng.random() < 0.3:
            parts.append("BYMONTH=" + some(rng, range(1, 13), 4))
            by += 1
        if freq != "WEEKLY" and rng.random() < 0.35:
            days = [day for day in range(-28, 29) if day]
            parts.append("BYMONTHDAY=" + some(rng, days, 4))
            by += 1
        if rng.random() < 0.4:
            ordinals = freq in ("MONTHLY", "YEARLY") and rng.random() < 0.5
            days = rng.sample(DAYS, rng.randint(1, 3))
            if ordinals:
                days = [f"{rng.choice([-5, -2, -1, 1, 2, 3, 4, 5])}{day}" for day in days]
            parts.append("BYDAY=" + ",".join(days))
            by += 1
        if by and rng.random() < 0.25:
            positions = [position for position in range(-4, 5) if position]
            parts.append("BYSETPOS=" + some(rng, positions, 2))
        if rng.random() < 0.2:
            parts.append(f"WKST={rng.choice(DAYS)}")
    if rng.random() < 0.15:
        parts.append("BYHOUR=" + some(rng, range(24), 3))
    if rng.random() < 0.15:
        parts.append("BYMINUTE=" + some(rng, range(60), 3))
    if rng.random() < 0.2:
        parts.append(f"COUNT={rng.randint(1, 40)}")
    elif rng.random() < 0.2:
        parts.append(f"UNTIL={rng.randint(2024, 2040)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}T120000")
    rule = ";".join(parts)
    if clamp is None:
        return rule, rule, "exact"
    times = [part for part in parts if part.startswith(("BYHOUR", "BYMINUTE"))]
    if times:  # BYSETPOS would choose among the times, too.
        parts = [part for part in parts if part not in times]
        rule = ";".join(parts)
    days = ",".join(str(day) for day in range(28, clamp + 1))
    return f"{rule};BYMONTHDAY={clamp}", f"{rule};BYMONTHDAY={days};BYSETPOS=-1", "clamped"


def drawn(rng):
    """A start, our rule, the rule for dateutil, and the kind of the comparison."""
    start = datetime.datetime(rng.randint(2000, 2030), 1, 1, rng.randint(0, 23), rng.randint(0, 59))
    start += datetime.timedelta(days=rng.randint(0, 364))
    rule, theirs, kind = generated(rng)
    if kind == "exact" and start.day > 28 and "FREQ=DAILY" not in rule and "FREQ=WEEKLY" not in rule:
        start = start.replace(day=28)
    if "FREQ=WEEKLY" in rule and "BYSETPOS" in rule:
        first = DAYS.index(rule.partition("WKST=")[2][:2] or "MO")
        start -= datetime.timedelta(days=(start.weekday() - first) % 7)
        start = start.replace(hour=0, minute=0)
    return start, rule, theirs, kind


def last(start):
    return start.replace(year=start.year + YEARS, day=28)


def reference(case):
    """What dateutil says: the first moments of a rule within the years that are compared."""
    start, _, theirs, _ = case
    end = last(start)
    # dateutil looks for the next date up to this year, and for a rule that never fires does nothing else.
    datetime.MAXYEAR = end.year
    moments = itertools.takewhile(lambda at: at <= end, rrulestr(theirs, dtstart=start))
    return " ".join(f"{at:%Y%m%dT%H%M%S}" for at in itertools.islice(moments, SHOWN))


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20261124)
    cases = [drawn(rng) for _ in range(count)]
    asked = "".join(f"{start:%Y-%m-%dT%H:%M:%S} {rule}\n" for start, rule, _, _ in cases)
    command = [os.environ["RRULE"]] if "RRULE" in os.environ else ["cargo", "run", "-q", "--locked", "-p", "backend", "--example", "rrule"]
    ours = subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout.split("\n")
    with concurrent.futures.ProcessPoolExecutor() as pool:
        theirs = list(pool.map(reference, cases, chunksize=50))
    tally = {"exact": [0, 0], "clamped": [0, 0]}
    for case, own, text in zip(cases, ours, theirs, strict=False):
        start, rule, _, kind = case
        own = " ".join([at for at in own.split(" ") if at <= f"{last(start):%Y%m%dT%H%M%S}"][:SHOWN])
        agree = text == own
        tally[kind][0 if agree else 1] += 1
        if not agree:
            print(f"{start:%Y%m%dT%H%M%S} {rule}\n  dateutil {text[:200]}\n  ours     {own[:200]}")
    for kind, (agreed, differed) in tally.items():
        print(f"{kind}: {agreed} agree, {differed} differ")
    differed = tally["exact"][1] + tally["clamped"][1]
    return 1 if differed else 0


if __name__ == "__main__":
    sys.exit(main())
