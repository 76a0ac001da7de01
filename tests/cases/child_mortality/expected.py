"""Computes the verdicts of targets.rules a second way, from the definition of each target and with fractions.

Reads mortality.csv, writes expected.csv: rule, target (from 1), period, country (or * for all together), verdict, value.
Nothing of dabiao is used. Run it in this folder with any Python 3; the test compares its output and does not run it.
"""
import csv
from datetime import date
from fractions import Fraction as F

TABLE = {}
for row in csv.DictReader(open("mortality.csv", encoding="utf-8")):
    TABLE[row["code"], int(row["period"])] = F(row["under_five_mortality(‰)"])
COUNTRIES = sorted({code for code, _ in TABLE})
OUT = []


def put(rule, target, period, country, verdict, value=""):
    OUT.append([rule, target, period, country, verdict, value])


def each(rule, target, year, holds):
    """One duty of every country at the end of a year that is over."""
    for c in COUNTRIES:
        put(rule, target, year, c, "met" if holds(c, year) else "unmet")


def text(value):
    """The value as a fraction, so that nothing is rounded."""
    return f"{value.numerator}/{value.denominator}"


v = lambda c, y: TABLE[c, y]

# SDG 3.2 for 2030, as seen at the end of 2018: early where it holds already; else the share of the way from the value of
# 1990 to 25 against the share of the days from the end of 1990 to the end of 2030.
days = F((date(2018, 12, 31) - date(1990, 12, 31)).days, (date(2030, 12, 31) - date(1990, 12, 31)).days)
for c in COUNTRIES:
    now, base = v(c, 2018), v(c, 1990)
    if now <= 25:
        verdict = "early"
    elif base <= 25:
        verdict = "behind"
    else:
        verdict = "on_track" if (now - base) / (25 - base) >= days else "behind"
    put("SDG-3.2", 1, 2030, c, verdict)

each("SDG-3.2-here", 1, 2018, lambda c, y: v(c, y) <= 25)
each("MDG-4", 1, 2015, lambda c, y: v(c, y) * 3 <= v(c, 1990))
each("MDG-4-pace", 1, 2015, lambda c, y: v(c, y) <= v(c, 1990) * (1 - F(43, 1000)) ** 25)
each("halved", 1, 2018, lambda c, y: v(c, y) * 2 <= v(c, 2000))
for year in range(2001, 2019):
    each("no-rise", 1, year, lambda c, y: v(c, y) <= v(c, y - 1))
for c in COUNTRIES:
    # The duty runs to the end of 2018; it is broken by the first year above.
    put("ceiling", 1, "2000..2018", c, "met" if all(v(c, y) <= 100 for y in range(2000, 2019)) else "unmet")


def whole(rule, target, year, value, holds):
    put(rule, target, year, "*", "met" if holds else "unmet", text(value))


below = lambda y: sum(1 for c in COUNTRIES if v(c, y) <= 25)
for target, year, least in [(1, 2015, F(60, 100)), (2, 2018, F(66, 100))]:
    share = F(below(year), len(COUNTRIES))
    whole("two-in-three", target, year, share * 100, share >= least)
for target, year, least in [(1, 2010, 120), (2, 2018, 130)]:
    whole("hundred-twenty", target, year, F(below(year)), below(year) >= least)
for target, year, most in [(1, 2000, 25), (2, 2018, 16)]:
    ordered = sorted(v(c, year) for c in COUNTRIES)
    n = len(ordered)
    middle = ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) / 2
    whole("middle", target, year, middle, middle <= most)
above = sum(1 for c in COUNTRIES if v(c, 2018) > 100)
whole("above-100", 1, 2018, F(above), above <= 5)
highest = max(v(c, 2018) for c in COUNTRIES)
whole("worst", 1, 2018, highest, highest <= 130)

with open("expected.csv", "w", newline="", encoding="utf-8") as out:
    csv.writer(out, lineterminator="\n").writerows([["rule", "target", "period", "country", "verdict", "value"]] + OUT)
