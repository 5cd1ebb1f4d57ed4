"""Dumps when clocks are changed, from Python's zone data, to test against something that is not Node's.

    python3 test/unit/ticks/calendar/dump-zones.py > test/unit/ticks/calendar/zones.txt

Each line: a zone, its offset from UTC in minutes at the begin, then each change (UTC) and the offset from then on.
"""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

# Clocks that are changed by an hour, by half an hour, by two hours; at midnight; north and south of the equator; for
# Ramadan; never; and offsets that are not whole hours.
ZONES = [
    "Africa/Cairo", "Africa/Casablanca", "America/Havana", "America/Los_Angeles", "America/New_York", "America/Nuuk",
    "America/Santiago", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem",
    "Asia/Kathmandu", "Asia/Kolkata", "Asia/Tokyo", "Atlantic/Azores", "Australia/Adelaide", "Australia/Lord_Howe",
    "Australia/Sydney", "Europe/Berlin", "Europe/Dublin", "Europe/London", "Pacific/Auckland",
    "Pacific/Easter", "UTC",
]
# A whole day that never was: from UTC-10 to UTC+14.
PAST = [("Pacific/Apia", 2011, 2012)]


def minutes(zone, instant):
    return int(instant.astimezone(zone).utcoffset().total_seconds()) // 60


def changes(zone, begin, end):
    step = timedelta(hours=6)
    instant, offset = begin, minutes(zone, begin)
    while instant < end:
        after = instant + step
        if minutes(zone, after) != offset:
            while after - instant > timedelta(minutes=1):
                middle = instant + (after - instant) / 2
                middle = middle.replace(second=0, microsecond=0)
                if middle <= instant:
                    break
                if minutes(zone, middle) == offset:
                    instant = middle
                else:
                    after = middle
            offset = minutes(zone, after)
            yield after, offset
        instant = after


for name, first, last in [*((name, 2027, 2028) for name in ZONES), *PAST]:
    zone = ZoneInfo(name)
    begin, end = datetime(first, 1, 1, tzinfo=timezone.utc), datetime(last, 1, 1, tzinfo=timezone.utc)
    fields = [name, str(minutes(zone, begin))]
    for instant, offset in changes(zone, begin, end):
        fields += [instant.strftime("%Y-%m-%dT%H:%MZ"), str(offset)]
    print(*fields)
