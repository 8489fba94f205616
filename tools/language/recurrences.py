"""Recurrence rules (RFC 5545), day by day: what two of them have in common, for scoring."""

import datetime

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
FIRST = 50


def numbers(value):
    return [int(part) for part in str(value).split(",")] if value not in (None, "") else []


def days(value):
    """BYDAY as (ordinal or 0, weekday)."""
    found = []
    for part in str(value).split(",") if value else []:
        found.append((int(part[:-2] or 0), DAYS.index(part[-2:])))
    return found


def parsed(rule):
    fields = dict(part.split("=", 1) for part in rule.split(";"))
    return {key.lower(): value for key, value in fields.items()}


def month_days(year, month):
    first = datetime.date(year, month, 1)
    after = datetime.date(year + month // 12, month % 12 + 1, 1)
    return [first + datetime.timedelta(days=index) for index in range((after - first).days)]


def period(rule, start, index):
    """The days of the period of a rule's frequency that is `index` intervals after the start's."""
    step = int(rule.get("interval", 1)) * index
    if rule["freq"] == "daily":
        return [start + datetime.timedelta(days=step)]
    if rule["freq"] == "weekly":
        first = start - datetime.timedelta(days=start.weekday()) + datetime.timedelta(weeks=step)
        return [first + datetime.timedelta(days=day) for day in range(7)]
    if rule["freq"] == "monthly":
        month = start.month - 1 + step
        return month_days(start.year + month // 12, month % 12 + 1)
    year = start.year + step
    first = datetime.date(year, 1, 1)
    return [first + datetime.timedelta(days=day) for day in range((datetime.date(year + 1, 1, 1) - first).days)]


def matches(rule, day, whole, start):
    if numbers(rule.get("bymonth")) and day.month not in numbers(rule["bymonth"]):
        return False
    weeks = numbers(rule.get("byweekno"))
    if weeks and day.isocalendar()[1] not in weeks:
        return False
    in_month = [other for other in whole if other.month == day.month]
    by_month_day = numbers(rule.get("bymonthday"))
    if by_month_day:
        size = len(month_days(day.year, day.month))
        if not any(day.day == (number if number > 0 else size + 1 + number) for number in by_month_day):
            return False
    by_year_day = numbers(rule.get("byyearday"))
    if by_year_day and day.timetuple().tm_yday not in by_year_day:
        return False
    weekdays = days(rule.get("byday"))
    if weekdays:
        scope = whole if rule["freq"] == "yearly" and not rule.get("bymonth") else in_month
        same = [other for other in scope if other.weekday() == day.weekday()]
        place = same.index(day)
        return any(
            weekday == day.weekday() and (not nth or place == (nth - 1 if nth > 0 else len(same) + nth))
            for nth, weekday in weekdays)
    if by_month_day or by_year_day or (weeks and rule["freq"] == "yearly"):
        return True
    if rule["freq"] == "weekly":
        return day.weekday() == start.weekday()
    if rule["freq"] == "monthly":
        return day.day == start.day
    if rule["freq"] == "yearly":
        return day.day == start.day and (rule.get("bymonth") or day.month == start.month)
    return True


def occurrences(rule, start, limit):
    """The first occurrences, as datetimes; limits included."""
    rule = {key: value for key, value in rule.items() if key != "dtstart"}
    rule["freq"] = rule["freq"].lower()
    hours = numbers(rule.get("byhour")) or [start.hour]
    minutes = numbers(rule.get("byminute")) or [0 if rule.get("byhour") else start.minute]
    until = rule.get("until")
    last = datetime.datetime.strptime(until[:8], "%Y%m%d").date() if until else None
    count = int(rule.get("count") or limit)
    positions = numbers(rule.get("bysetpos"))
    found = []
    for index in range(4000):
        try:
            whole = period(rule, start.date(), index)
        except (OverflowError, ValueError):
            break
        chosen = [day for day in whole if matches(rule, day, whole, start.date())]
        if positions:
            chosen = [day for at, day in enumerate(chosen) if at + 1 in positions or at - len(chosen) in positions]
        for day in chosen:
            if last and day > last:
                return found
            for hour in hours:
                for minute in minutes:
                    at = datetime.datetime.combine(day, datetime.time(hour, minute))
                    if at >= start.replace(hour=0, minute=0):
                        found.append(at)
                        if len(found) >= min(count, limit):
                            return found
    return found


def same(expect, said, due, ref):
    """Whether the rule that was understood gives the first occurrences that are expected."""
    if not said:
        return False
    start = datetime.datetime.strptime(expect["dtstart"], "%Y%m%d") if expect.get("dtstart") else ref
    rule = parsed(said)
    own = datetime.datetime.fromisoformat(due["start"]) if due and expect.get("dtstart") else start
    wanted = [at for at in occurrences(expect, start, 4 * FIRST) if not excepted(expect, at)]
    timed = bool(expect.get("byhour"))
    got = occurrences(rule, own, 4 * FIRST)
    if not timed:
        wanted, got = [at.date() for at in wanted], [at.date() for at in got]
    return wanted[:FIRST] == got[:FIRST]


def excepted(expect, at):
    for value in expect.get("exdate", []):
        if isinstance(value, list):
            if [at.month, at.year] == value:
                return True
        elif value[:10] == at.date().isoformat():
            return True
    rule = expect.get("exrule")
    if rule:
        fields = parsed(rule)
        if fields["freq"] == "WEEKLY":
            return (0, at.weekday()) in days(fields["byday"])
        ordinal, weekday = days(fields["byday"])[0]
        return str(at.month) == fields["bymonth"] and at.weekday() == weekday and (at.day - 1) // 7 + 1 == ordinal
    return False
