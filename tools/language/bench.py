#!/usr/bin/env python3
"""Scores the language engine on public data, beside the best open parsers, and writes docs/LANGUAGE-SCORES.md.

usage: bench.py PROGRAM DATA-FOLDER OUTPUT.md [--show SCORE] [--beside]

PROGRAM is shared/examples/understand.rs, built for release. The rules of scoring are in docs/LANGUAGE.md. With --beside
other parsers (others.py) answer the same rows.
"""

import collections
import datetime
import json
import pathlib
import re
import subprocess
import sys
import time

import recurrences

GRAINS = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
QUESTION = re.compile(
    r"^(what|what's|whats|who|who's|whos|whose|why|when|when's|where|where's|wheres|how|how's|hows|which|is|are|am|was|were|do"
    r"|does|did|(have|has) (i|you|we|they|he|she|it|my|the|there|anyone|anybody)|can i|could i|may i|should|would i|will (it|there|the|this|that))\b|\?$"
)
SMALL_TALK = {"greeting", "goodbye", "thank_you", "general_greet", "general_praise", "general_negate"}
CHANGES = ("complete", "reopen", "update", "delete")


def rows(folder, name):
    with open(folder / name, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def run(program, requests):
    text = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run([program], input=text.encode(), capture_output=True, check=True)
    lines = done.stdout.decode().splitlines()
    assert len(lines) == len(requests), f"{len(lines)} answers to {len(requests)} requests"
    return [json.loads(line) for line in lines]


def civil(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=None)


def cut(moment, grain):
    """The start of the grain that holds the moment."""
    moment = moment.replace(microsecond=0)
    if grain == "second":
        return moment
    moment = moment.replace(second=0)
    if grain == "minute":
        return moment
    moment = moment.replace(minute=0)
    if grain == "hour":
        return moment
    moment = moment.replace(hour=0)
    if grain == "week":
        return moment - datetime.timedelta(days=moment.weekday())
    if grain == "day":
        return moment
    moment = moment.replace(day=1)
    if grain == "quarter":
        return moment.replace(month=(moment.month - 1) // 3 * 3 + 1)
    return moment if grain == "month" else moment.replace(month=1)


def coarser(one, other):
    return max(one, other, key=GRAINS.index)


class Score:
    """How many rows of a kind are right, and which are wrong."""

    def __init__(self, name, best, target=None, at_most=False):
        self.name, self.best, self.target, self.at_most = name, best, target, at_most
        self.hits = self.rows = 0
        self.wrong, self.excluded = [], []

    def add(self, right, note):
        self.rows += 1
        self.hits += bool(right)
        if bool(right) == self.at_most:
            self.wrong.append(note)

    def share(self):
        return self.hits / max(self.rows, 1)

    def met(self):
        return self.share() <= self.target if self.at_most else self.share() >= self.target

    def line(self):
        left_out = f"{len(self.excluded)}" if self.excluded else "–"
        bound, met = "–", "–"
        if self.target is not None:
            bound = f"{'<=' if self.at_most else '>='} {self.target * 100:g} %"
            met = "yes" if self.met() else "no"
        return (
            f"| {self.name} | {self.best} | {bound} | **{self.share() * 100:.1f} %** "
            f"({self.hits}/{self.rows}) | {left_out} | {met} |"
        )


# Where docs/LANGUAGE.md states another convention: what it says, and the rows that it is about.
CONVENTIONS = [
    ("“today at 3” that has passed stays, and is said to have passed", re.compile(r"^this (morning|afternoon|evening) at", re.I), {"value"}),
    ("a bare hour from 1 to 6 is in the afternoon, at night behind midnight",
     re.compile(r"in between 1|^tonight @|at 4:23", re.I), {"value", "interval"}),
    ("a part of the day is the hour that the person set for it",
     re.compile(r"\b(tonight|evening|lunch|night|early|after school|morning of)\b", re.I), {"interval"}),
    ("a season is no time of a task", re.compile(r"\bseasons?\b", re.I), {"interval"}),
    ("a part of a month, year or week is its first day, or its last",
     re.compile(r"\b(late|mid)\b", re.I), {"interval"}),
    ("a weekend is its Saturday", re.compile(r"\b(weekend|week-?end|week end|wkend)\b", re.I), {"interval"}),
]


# The same of the chrono rows.
CHRONO_CONVENTIONS = [
    ("a duration after “for”, or alone, says how long and not when",
     re.compile(r"\bfor (\d+|an?|one|two) (second|minute|hour)|^give it|^1 (hour|month)$", re.I)),
    ("a 29 February without a year is the next that exists", re.compile(r"^(february 29|29 february)$", re.I)),
    ("short units are read (upstream's strict mode does not)",
     re.compile(r"^(in|within)? ?-?\d+ ?(m|s|h|hr|y)( ago| before| later| from now)?$", re.I)),
    ("the order of numeric dates is the person's (upstream's British locale)", re.compile(r"^(8/10/2012|6/10/2018)$")),
    ("a 13th month shows that the day comes first (upstream's strict mode does not)", re.compile(r"^\d{4}[/-]13[/-]0?1$")),
    ("there is no task before the year 1900", re.compile(r"\b(BCE?|8 AD|88 (AD|CE))\b")),
    ("the next N days are a stretch that begins with the first of them",
     re.compile(r"^next (\d|two) (days|weeks|years)", re.I)),
]


def convention(row):
    for name, words, kinds in CONVENTIONS:
        if words.search(row["text"]) and row.get("type", "value") in kinds:
            return name
    return None


def ends(row):
    """The instants that a row with an end accepts, with their grain: the inclusive end, and the end itself."""
    to, grain = civil(row["to"]), row["grain"]
    if grain in ("second", "minute", "hour"):
        return [(to, "minute"), (to - datetime.timedelta(days=1), "day")] if to.hour == 0 else [(to, "minute")]
    return [(to - datetime.timedelta(days=1), "day")]


def date_right(row, due):
    if due is None:
        return False
    start, grain = civil(due["start"]), due["grain"]
    accepted = []
    if row["type"] == "value":
        accepted.append((civil(row["value"]), row["grain"]))
    elif row.get("from") is None:
        return any(cut(start, coarser(grain, g)) == cut(at, coarser(grain, g)) for at, g in ends(row))
    else:
        if re.match(r"(by|until|till|before)\b", row["text"], re.I) or re.search(r"\b(end of|eo[mywd])\b", row["text"], re.I):
            accepted += ends(row)
        else:
            accepted.append((civil(row["from"]), row["grain"]))
    return any(cut(start, coarser(grain, g)) == cut(at, coarser(grain, g)) for at, g in accepted)


# Holidays whose rule is the Gregorian calendar's or Easter's; the others follow calendars of their own.
OTHER_CALENDARS = re.compile(
    r"chinese|shemini|simchat|lag ba|rosh|hanuk|eid|laylat|islamic|ashura|jumu|isra|ramadan|dhanteras|maha|vijaya|navaratri"
    r"|karva|raksha|dayananda|boghi|onam|vasant|holi$|parsi|purim|guru|rabindra|pargat|ugadi|diwali|yom|sukkot|passover|tu b"
    r"|shavuot|tisha|buddha|mid-autumn|dragon|lantern|qingming|bhai|chhath|ganesh|gudi|hanuman|janma|krishna|lohri|maha"
    r"|mahavir|pongal|rama|ratha|shivar|vaisakh|vesak|naraka|govardhan|sharad|pitru|thai|makar|nowruz|jain|sikh|lailat|mawlid"
    r"|kadooment|koningsdag|king's day", re.I)


def duckling(program, folder, score):
    data = rows(folder, "dates-duckling.jsonl")
    answers = run(program, [request(row["text"], row["ref"], "date", locale="en-US") for row in data])
    for row, answer in zip(data, answers):
        note = f"{row['text']!r}: {answer['due']}, expected {row.get('value') or (row.get('from'), row.get('to'))}"
        right = date_right(row, answer["due"])
        if row["category"] == "holiday":
            other = OTHER_CALENDARS.search(row["holiday"])
            kind = "holidays_other" if other else "holidays"
            rule = None if right else convention(row)
            if rule:
                score[kind].excluded.append((rule, row["text"]))
            else:
                score[kind].add(right, note)
            continue
        rule = None if right else convention(row)
        if rule:
            score["duckling"].excluded.append((rule, row["text"]))
        else:
            score["duckling"].add(right, note)


def request(text, now, mode, **more):
    return {"text": text, "now": now, "mode": mode, "week_start": "MO", **more}


def chrono_right(row, due):
    if not row["results"]:
        return due is None
    if due is None:
        return False
    start = row["results"][0]["start"]
    known, iso, said = start["known"], start["iso"], civil(due["start"])
    zoned = "timezoneOffset" in known and known["timezoneOffset"] != -120
    expected = dict(known)
    if zoned and "hour" in known:
        moved = civil(iso)
        expected.update({field: getattr(moved, field) for field in ("year", "month", "day", "hour", "minute") if field in known})
    order = {"year": "year", "month": "month", "day": "day", "hour": "hour", "minute": "minute", "second": "second"}
    week = due["grain"] == "week"
    if week and {"year", "month", "day"} <= known.keys():
        try:
            return cut(civil(iso), "week") == cut(said, "week")
        except ValueError:
            return False
    for field, grain in order.items():
        if field in expected and GRAINS.index(due["grain"]) <= GRAINS.index(grain):
            if getattr(said, field) != expected[field]:
                return False
    if "weekday" in known and "day" not in known:
        return due["grain"] not in ("month", "year") and said.isoweekday() % 7 == known["weekday"]
    return True


def chrono(program, folder, score):
    data = []
    for row in rows(folder, "dates-chrono.jsonl"):
        known = row["results"][0]["start"]["known"] if row["results"] else {}
        relative = row["results"] and ("year" not in known or not re.search(r"\d{2}", row["text"]))
        if row["ref"] is None and relative:
            score["chrono"].excluded.append(("no reference date", row["text"]))
        else:
            data.append(row)
    now = [(row["ref"] or "2026-11-24T12:00:00") + "-02:00" for row in data]
    answers = run(program, [request(row["text"], at, "date", locale="en-US") for row, at in zip(data, now)])
    for row, answer in zip(data, answers):
        expected = [(result["start"]["iso"], list(result["start"]["known"].items())) for result in row["results"][:1]]
        note = f"{row['text']!r} ({row['ref']}): {answer['due']}, expected {expected}"
        right = chrono_right(row, answer["due"])
        rule = None if right else next((name for name, words in CHRONO_CONVENTIONS if words.search(row["text"])), None)
        if rule:
            score["chrono"].excluded.append((rule, row["text"]))
        else:
            score["chrono"].add(right, note)


UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}


def later(ref, value, unit):
    if unit in UNITS:
        return ref + datetime.timedelta(seconds=value * UNITS[unit])
    months = value * {"month": 1, "quarter": 3, "year": 12}[unit]
    month = ref.month - 1 + months
    return ref.replace(year=ref.year + month // 12, month=month % 12 + 1)


def durations(program, folder, score):
    ref = "2013-02-12T04:30:00-02:00"
    data = rows(folder, "durations-duckling.jsonl")
    answers = run(program, [request("in " + row["text"], ref, "date") for row in data])
    for row, answer in zip(data, answers):
        due, expected = answer["due"], later(civil(ref), row["value"], row["unit"])
        grain = coarser(due["grain"], "minute" if row["unit"] in ("hour", "minute") else row["unit"]) if due else "second"
        right = due is not None and cut(civil(due["start"]), grain) == cut(expected, grain)
        score["durations"].add(right, f"{row['text']!r}: {due}, expected {expected}")


def negatives(program, folder, score):
    data = rows(folder, "dates-negative.jsonl")
    answers = run(program, [request(row["text"], row["ref"], "date") for row in data])
    for row, answer in zip(data, answers):
        score["negatives"].add(answer["due"] is not None, f"{row['text']!r}: {answer['due']}")


def recurrence(program, folder, score):
    data = rows(folder, "recurrence.jsonl")
    refs = [row["ref"] or "2010-01-01T00:00:00" for row in data]
    answers = run(program, [request(row["text"], ref + "+00:00", "recurrence") for row, ref in zip(data, refs)])
    for row, ref, answer in zip(data, refs, answers):
        said = answer["recurrence"]
        note = f"{row['text']!r}: {said} from {(answer['due'] or {}).get('start')}, expected {row['expect']}"
        if row["expect"]["freq"] in ("hourly", "minutely", "secondly"):
            score["subdaily"].add(said is None, note)
            continue
        score["recurrence"].add(recurrences.same(row["expect"], said, answer["due"], civil(ref)), note)


def plain(text):
    """Without case, spaces around punctuation, and a leading article or possessive."""
    text = text.casefold().replace("’", "'").strip()
    text = re.sub(r"\s*([^\w\s])\s*", r"\1", text)
    text = re.sub(r"^(the|a|an|my|our|your|his|her|their)\s+", "", text)
    return text.strip(" .,!?;:")


def bag(text):
    return set(re.findall(r"\w+", text.casefold()))


SELF = {"me", "my", "i", "myself", "mine", "us", "we", "our"}


def utterances(program, folder, score, confusion):
    data = rows(folder, "utterances.jsonl")
    now = "2026-11-24T12:00:00+01:00"
    answers = run(program, [request(row["text"], now, "utterance", locale="en-US", lists=["Inbox"]) for row in data])
    todos, certain = [], [0, 0]
    for row, answer in zip(data, answers):
        text, action, source = row["text"], row["action"], row["source"]
        said = [command["action"] for command in answer["commands"]] or [answer["action"]]
        note = f"{text!r}: {said}{' certain' if answer['certain'] else ''} {answer['title']!r}, expected {action}"
        confusion[(source, action)][answer["action"]] += 1
        sure = [command["action"] for command in answer["commands"] if command["certain"]]
        if action == "none":
            score["none"].add(any(name == "add" or name in CHANGES for name in sure), note)
            if QUESTION.search(text.lower()) or row["gold_intent"] in SMALL_TALK:
                score["implied"].add("add" in said and not answer["certain"], note)
            continue
        if action == "adjacent":
            score["adjacent"].add(any(name in CHANGES for name in sure), note)
            continue
        score[f"action_{source}"].add(action in said, note)
        if source != "topv2":
            continue
        certain[0] += answer["certain"]
        certain[1] += 1
        if answer["certain"]:
            score["certain_right"].add(action in said, note)
        score["certain"].add(answer["certain"], note)
        slots = collections.defaultdict(list)
        for slot in row["slots"]:
            slots[slot["slot"]].append(slot["value"])
        if action == "add" and len(slots["TODO"]) == 1:
            todo = slots["TODO"][0]
            others = [person for person in slots["PERSON_REMINDED"] if person.casefold() not in SELF]
            titles = [command["title"] or "" for command in answer["commands"]]
            note = f"{text!r}: {titles}, expected {todo!r}"
            todos.append(todo)
            if others:
                kept = bag(" ".join(titles))
                score["others"].add(all(bag(words) <= kept for words in [todo, *others]), note)
            else:
                score["title"].add(any(plain(title) == plain(todo) for title in titles), note)
    bare(program, sorted(set(todos)), now, score)


def bare(program, todos, now, score):
    answers = run(program, [request(todo, now, "utterance", locale="en-US", lists=["Inbox"]) for todo in todos])
    for todo, answer in zip(todos, answers):
        kept = bag(answer["title"] or "")
        for span in answer["spans"] or []:
            if span["kind"] != "ignored":
                kept |= bag(span["text"])
        right = answer["action"] == "add" and bag(todo) <= kept
        score["bare"].add(right, f"{todo!r}: {answer['action']} {answer['title']!r}")


def speed(program, folder):
    now = "2026-11-24T12:00:00+01:00"
    text = "".join(
        json.dumps(request(row["text"], now, "utterance")) + "\n" for row in rows(folder, "utterances.jsonl"))
    done = subprocess.run([program, "--time"], input=text.encode(), capture_output=True, check=True)
    return json.loads(done.stderr.decode().splitlines()[-1])


def scores():
    return {
        "duckling": Score("duckling rows without holidays", "42 % of all rows (Recognizers-Text, puckling)", 0.85),
        "holidays": Score("Gregorian and Easter holidays", "–", 0.90),
        "holidays_other": Score("holidays of other calendars (reported)", "–"),
        "chrono": Score("chrono rows, first result", "chrono itself", 0.90),
        "durations": Score("durations, as “in …” (reported)", "–"),
        "negatives": Score("false dates in the negatives", "0–2 of 28", 0, at_most=True),
        "recurrence": Score("recurrence rows", "95 % its own tests, 28–85 % others'", 0.92),
        "subdaily": Score("sub-daily recurrences refused (reported)", "–"),
        "certain_right": Score("action, TOPv2 reminders, certain rows", "–", 0.97),
        "certain": Score("certain, TOPv2 reminders", "–", 0.97),
        "title": Score("title, TOPv2 creates", "–", 0.85),
        "others": Score("title, creates that remind somebody else", "–", 0.85),
        "bare": Score("TODO values typed bare are adds, every word kept", "–", 0.97),
        "none": Score("certain changes on `none` rows", "–", 0.005, at_most=True),
        "implied": Score("implied adds on greetings and questions", "–", 0.01, at_most=True),
        "adjacent": Score("certain complete, update, delete on `adjacent` rows", "–", 0.01, at_most=True),
        "action_topv2": Score("action, TOPv2 (reported)", "–"),
        "action_clinc150": Score("action, CLINC150 (reported)", "–"),
        "action_hwu": Score("action, HWU64 (reported)", "–"),
        "action_fb_mtod": Score("action, Facebook multilingual (reported)", "–"),
    }


def asked(row, ref, mode="date"):
    return request(row["text"], ref.isoformat() + "-02:00", mode, locale="en-US")


def share(rights):
    return f"{100 * sum(rights) / len(rights):.1f} %"


def beside(program, folder):
    """The table beside other parsers: every row counts, none is left out, and all get the same ref."""
    import others

    duckling_rows = [row for row in rows(folder, "dates-duckling.jsonl") if row["category"] != "holiday"]
    chrono_rows = [row for row in rows(folder, "dates-chrono.jsonl") if row["ref"] is not None]
    negative_rows = rows(folder, "dates-negative.jsonl")
    repeats = [
        row for row in rows(folder, "recurrence.jsonl")
        if row["expect"]["freq"] not in ("hourly", "minutely", "secondly")]
    told = [(row, civil(row["ref"])) for row in duckling_rows + chrono_rows + negative_rows]
    answers = others.dates([(row["text"], ref) for row, ref in told])
    ours = run(program, [asked(row, ref) for row, ref in told])
    answers = {"**ours**": [answer["due"] for answer in ours], **answers}
    first, second = len(duckling_rows), len(duckling_rows) + len(chrono_rows)
    lines = [
        "",
        "## Beside other parsers",
        "",
        "All rows, none left out, scored by the same rules; other parsers tell no grain, so they are right where they agree at",
        "the grain that is expected. Versions: `tools/language/requirements.txt`, `tools/language/package.json`; settings:",
        "`tools/language/others.py`.",
        "",
        f"| dates | duckling rows without holidays ({first}) | chrono rows with a ref ({len(chrono_rows)})"
        f" | false dates in {len(negative_rows)} negatives |",
        "|---|---|---|---|",
    ]
    for name, dues in answers.items():
        by_row = list(zip(told, dues))
        duckling_right = [date_right(row, due) for (row, _), due in by_row[:first]]
        chrono_rights = [chrono_right(row, due) for (row, _), due in by_row[first:second]]
        false = sum(due is not None for _, due in by_row[second:])
        lines.append(f"| {name} | {share(duckling_right)} | {share(chrono_rights)} | {false} |")
    told = [(row, civil(row["ref"] or "2010-01-01T00:00:00")) for row in repeats]
    ours = run(program, [asked(row, ref, "recurrence") for row, ref in told])
    rules = {
        "**ours**": [(answer["recurrence"], answer["due"]) for answer in ours],
        **others.rules([(row["text"], ref) for row, ref in told]),
    }
    sources = sorted({row["source"] for row in repeats})
    lines += ["", "| rules that repeat | " + " | ".join(f"rows of {source}" for source in sources) + " | all |"]
    lines.append("|---|" + "---|" * (len(sources) + 1))
    for name, found in rules.items():
        rights = [
            (row["source"], repeats_right(row, rule, due, ref)) for (row, ref), (rule, due) in zip(told, found)]
        cells = [share([right for source, right in rights if source == wanted]) for wanted in sources]
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {share([right for _, right in rights])} |")
    return lines


def repeats_right(row, rule, due, ref):
    try:
        return recurrences.same(row["expect"], rule, due, ref)
    except (KeyError, ValueError):
        return False


def report(score, confusion, timing, more):
    lines = [
        "# Scores of the language engine",
        "",
        "Written by `make bench-language DATA=folder`; the rules of scoring are in [LANGUAGE.md](LANGUAGE.md#how-it-is-measured).",
        "",
        "| | best open parser | target | measured | left out | met |",
        "|---|---|---|---|---|---|",
        *(row.line() for row in score.values()),
        f"| utterances per second, one core | – | >= 100,000 | **{timing['per_second']:,}** | – |"
        f" {'yes' if timing['per_second'] >= 100_000 else 'no'} |",
        f"| p99 of one utterance | – | < 100 µs | **{timing['p99_us']:.1f} µs** | – |"
        f" {'yes' if timing['p99_us'] < 100 else 'no'} |",
        *more,
        "",
        "## What was said, and what was understood",
        "",
    ]
    names = sorted({name for row in confusion.values() for name in row})
    lines += ["| source, action | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for (source, action), row in sorted(confusion.items()):
        lines.append(f"| {source}, {action} | " + " | ".join(str(row[name] or "") for name in names) + " |")
    lines += ["", "## Rows left out", ""]
    for row in score.values():
        by_rule = collections.Counter(rule for rule, _ in row.excluded)
        lines += [f"- {row.name}: {count} where {rule}" for rule, count in sorted(by_rule.items())]
    return "\n".join(lines) + "\n"


def main():
    program, folder, output = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    score, confusion = scores(), collections.defaultdict(collections.Counter)
    for part in (duckling, chrono, durations, negatives, recurrence):
        part(program, folder, score)
    utterances(program, folder, score, confusion)
    more = beside(program, folder) if "--beside" in sys.argv else []
    text = report(score, confusion, speed(program, folder), more)
    output.write_text(text, encoding="utf-8")
    print(text)
    if "--show" in sys.argv:
        for note in score[sys.argv[sys.argv.index("--show") + 1]].wrong:
            print(note)


if __name__ == "__main__":
    main()
