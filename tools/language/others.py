"""The best open parsers of dates and of rules that repeat, as programs that answer like ours, for a table beside it.

Each is asked for the first moment in a text, with its settings for dates that are still to come. None of them tells how
exact a moment is, so a row is right where it agrees at the grain of the expectation. The packages are pinned in
requirements.txt and package.json beside this file; `scripts/dev/bench-language.sh` installs them.
"""

import datetime
import json
import pathlib
import subprocess

import parsedatetime as parsedatetime_library
from dateparser.search import search_dates
from recognizers_date_time import recognize_datetime
from recognizers_text import Culture
from recurrent.event_parser import RecurringEvent

FOLDER = pathlib.Path(__file__).parent


# All refs are readings of this clock, like those of the rows.
ZONE = datetime.timezone(datetime.timedelta(hours=-2))


def moment(found):
    if found is None:
        return None
    if found.tzinfo is not None:
        found = found.astimezone(ZONE)
    return {"start": found.replace(tzinfo=None, microsecond=0).isoformat(), "grain": "second"}


def dateparser(text, ref):
    found = search_dates(
        text, languages=["en"], settings={"RELATIVE_BASE": ref, "PREFER_DATES_FROM": "future", "DATE_ORDER": "MDY"})
    return moment(found[0][1] if found else None)


def parsedatetime(text, ref):
    library = parsedatetime_library
    found = library.Calendar(version=library.VERSION_CONTEXT_STYLE).nlp(text, sourceTime=ref)
    return moment(found[0][0] if found else None)


def recognizers(text, ref):
    for entity in recognize_datetime(text, Culture.English, reference=ref):
        for value in reversed((entity.resolution or {}).get("values", [])):
            said = value.get("value") or value.get("start") or value.get("end")
            if not said or "duration" in value.get("type", "") or said == "not resolved":
                continue
            try:
                return moment(datetime.datetime.fromisoformat(said))
            except ValueError:
                at = datetime.time.fromisoformat(said)
                return moment(datetime.datetime.combine(ref.date(), at))
    return None


def recurrent(text, ref):
    """A rule, and its first date, where the text repeats."""
    event = RecurringEvent(now_date=ref)
    event.parse(text)
    if not event.is_recurring:
        return None, None
    lines = event.get_RFC_rrule().splitlines()
    rule = next((line[6:] for line in lines if line.startswith("RRULE:")), None)
    start = next((line[8:16] for line in lines if line.startswith("DTSTART:")), None)
    due = moment(datetime.datetime.strptime(start, "%Y%m%d")) if start else None
    return rule, due


def node(name, requests):
    """Answers of a library of JavaScript, one to each text."""
    text = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run(
        ["node", str(FOLDER / "others.mjs"), name], input=text.encode(), capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def guarded(ask, text, ref):
    """What a parser answers; one that fails on a text answers nothing."""
    try:
        return ask(text, ref)
    except Exception:  # noqa: BLE001 - whatever somebody else's parser may raise
        return None


def dates(rows):
    """By parser, its moments in texts that were said at times: `rows` holds both."""
    told = [{"text": text, "ref": ref.isoformat()} for text, ref in rows]
    answers = {"chrono-node": node("chrono", told)}
    for name, ask in [
        ("dateparser", dateparser), ("parsedatetime", parsedatetime), ("Recognizers-Text", recognizers),
    ]:
        answers[name] = [guarded(ask, text, ref) for text, ref in rows]
    return answers


def rules(rows):
    """By parser, the rule and the first date of texts that repeat."""
    told = [{"text": text, "ref": ref.isoformat()} for text, ref in rows]
    return {
        "rrule.js": [(rule, None) for rule in node("rrule", told)],
        "recurrent": [guarded(recurrent, text, ref) or (None, None) for text, ref in rows],
    }
