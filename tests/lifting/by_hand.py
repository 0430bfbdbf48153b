"""A second implementation of the published formulas, written from their text with numbers of its own.

Nothing here is imported from the program.
"""

from math import erf, exp, log, log10, sqrt

# Frequency multipliers: lifts a minute, then up to 1, 2 and 8 h; `below/from` 75 cm where they differ.
TABLE_5 = """
0.2  1.00       0.95       0.85
0.5  .97        .92        .81
1    .94        .88        .75
2    .91        .84        .65
3    .88        .79        .55
4    .84        .72        .45
5    .80        .60        .35
6    .75        .50        .27
7    .70        .42        .22
8    .60        .35        .18
9    .52        .30        0/.15
10   .45        .26        0/.13
11   .41        0/.23      0
12   .37        0/.21      0
13   0/.34      0          0
14   0/.31      0          0
15   0/.28      0          0
"""
PACES, COLUMNS = [], {}
for line in TABLE_5.split("\n")[1:-1]:
    pace, *cells = line.split()
    PACES.append(float(pace))
    for hours, cell in zip((1, 2, 8), cells, strict=True):
        low, _, high = cell.partition("/")
        COLUMNS.setdefault((hours, "low"), []).append(float(low))
        COLUMNS.setdefault((hours, "high"), []).append(float(high or low))

GRIP = {"good": (1.0, 1.0), "fair": (0.95, 1.0), "poor": (0.9, 0.9)}


def fm(f, hours, low):
    """Frequency multiplier: 0.2 at least, straight between rows, 0 above 15 a minute."""
    column = COLUMNS[1 if hours <= 1 else 2 if hours <= 2 else 8, "low" if low else "high"]
    if f > 15:
        return 0.0
    if f <= 0.2:
        return column[0]
    for i in range(len(PACES) - 1):
        if PACES[i] <= f <= PACES[i + 1]:
            step = (f - PACES[i]) / (PACES[i + 1] - PACES[i])
            return column[i] * (1 - step) + column[i + 1] * step
    raise AssertionError(f)


def firwl(h, v, d, a, grip, us=False):
    """Recommended weight limit with FM = 1, kg and cm, or lb and in."""
    lc, h0, h1, v0, v1, slope, k, d0, d1 = (
        (51, 10, 25, 30, 70, 0.0075, 1.8, 10, 70) if us else (23, 25, 63, 75, 175, 0.003, 4.5, 25, 175)
    )
    hm = 0 if h > h1 else min(1.0, h0 / h) if h > 0 else 1.0
    vm = 0 if v > v1 else 1 - slope * (v - v0 if v > v0 else v0 - v)
    dm = 0 if d > d1 else 0.82 + k / d if d > d0 else 0.82 + k / d0
    am = 0 if a > 135 else 1 - 0.0032 * a
    return lc * hm * vm * dm * am * GRIP[grip][v >= v0]


def cli(tasks, hours):
    """Composite index of (firwl, mean, largest, F, low); one low task puts FM of a sum in the low column."""
    rows = []
    for limit, mean, largest, f, low in tasks:
        strwl = limit * fm(f, hours, low)
        if strwl <= 0:
            return None
        rows.append((mean / strwl, f, largest / limit, low))
    rows.sort(key=lambda row: (-round(row[0], 9), -row[1]))
    total = rows[0][0]
    for i in range(1, len(rows)):
        before = fm(sum(row[1] for row in rows[:i]), hours, any(row[3] for row in rows[:i]))
        now = fm(sum(row[1] for row in rows[: i + 1]), hours, any(row[3] for row in rows[: i + 1]))
        if now == 0:
            return None
        total += rows[i][2] * (1 / now - 1 / before)
    return total


def sli(tasks):
    """Sequential index of (own index, index as if all the time, hours)."""
    largest = max(tasks, key=lambda task: (task[1], task[0]))
    share = sum(task[1] * task[2] for task in tasks) / sum(task[2] for task in tasks)
    return largest[0] + (largest[1] - largest[0]) * share / largest[1]


def lifft(tasks):
    """Daily damage and chance in % of (N·m, repetitions)."""
    total = 0.0
    for moment, n in tasks:
        total += n * 10 ** (-5.81636221052493 + 0.0222878437409416 * (moment / 1.3558179483314004))
    y = 1.7229 + 1.0239 * log10(total)
    return total, 100 * exp(y) / (1 + exp(y))


def cycles(percent):
    """Cycles to failure of a motion segment at so many % of its strength."""
    return 902416 * exp(-0.162 * percent)


# Load of half in kg or kgf, by equation: what multiplies what.
def lm(action, sex, phase="", **x):
    """Load of half and coefficient of variation by the Liberty Mutual equations."""
    lnf = log(x["F"])
    if action in ("lift", "lower"):
        h, m, lnd = x["H"], x["VRM"], log(x["DV"])
        if sex == "F":
            rl, cv = {"lift": (34.9, 0.260), "lower": (37.0, 0.307)}[action]
            place = (1.2602 - h / 0.7686) * (0.9877 + m / 13.69 - m * m / 9.221) * (0.8199 - lnd / 7.696)
            return rl * place * (0.6767 - lnf / 12.59 - lnf**2 / 228.2), cv
        rl, cv = {"lift": (82.6, 0.276), "lower": (95.9, 0.304)}[action]
        place = (1.3532 - h / 0.7079) * (0.7746 + m / 1.912 - m * m / 3.296) * (0.8695 - lnd / 10.62)
        if action == "lift":
            return rl * place * (0.6259 - lnf / 9.092 - lnf**2 / 125.0), cv
        return rl * place * (0.5773 - lnf / 10.80 - lnf**2 / 255.9), cv
    v, d = x["V"], x["DH"]
    if action == "carry" and sex == "F":
        return 28.6 * (1.1645 - v / 4.437) * (1.0101 - d / 207.8) * (0.6224 - lnf / 16.33), 0.231
    if action == "carry":
        pace = 0.5149 - lnf / 7.958 - lnf**2 / 131.1
        return 74.9 * (1.5505 - v / 1.417) * (1.1172 - log(d) / 6.332) * pace, 0.278
    if sex == "F" and phase == "initial":
        pace = 0.7251 - lnf / 13.19 - lnf**2 / 197.3
        height = -0.5304 + v / 0.3361 - v * v / 0.6915
        return 36.9 * height * (1.0286 - d / 72.22 + d * d / 9782) * pace, {"push": 0.214, "pull": 0.234}[
            action
        ]
    if sex == "F":
        pace = 0.6086 - lnf / 11.95 - lnf**2 / 304.4
        height = -0.6539 + v / 0.2941 - v * v / 0.5722
        return 25.5 * height * (1.0391 - d / 52.91 + d * d / 7975) * pace, {"push": 0.286, "pull": 0.298}[
            action
        ]
    if phase == "initial":
        way, pace = 1.0790 - log(d) / 9.392, 0.6281 - lnf / 13.07 - lnf**2 / 379.5
        if action == "push":
            return 70.3 * (1.2737 - v / 1.335 + v * v / 2.576) * way * pace, 0.231
        return 69.8 * (1.7186 - v / 0.6888 + v * v / 2.025) * way * pace, 0.238
    way, pace = 1.1035 - log(d) / 7.170, 0.4896 - lnf / 10.20 - lnf**2 / 403.9
    if action == "push":
        return 65.3 * (2.2940 - v / 0.3345 + v * v / 0.6887) * way * pace, 0.267
    return 61.0 * (2.1977 - v / 0.3850 + v * v / 0.9047) * way * pace, 0.257


def percent_above(weight, half, cv):
    """Percent of people who chose a weight or more, normally spread."""
    return 100 * (1 - 0.5 * (1 + erf((weight - half) / (cv * half) / sqrt(2))))
