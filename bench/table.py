"""table.py: a figure beside its limit, a line each."""

kept = []  # of each promise, whether it is kept


def note(good):
    kept.append(good)


def row(name, figure, unit, limit=None, at_least=True, aim=None):
    """One line of the table; `limit` None: a bare limit, promised to nobody."""
    good = limit is None or (figure >= limit if at_least else figure <= limit)
    note(good)
    promise = "" if limit is None else f"{'>=' if at_least else '<='} {limit:,.4g}" if limit < 1 \
        else f"{'>=' if at_least else '<='} {limit:,.0f}"
    verdict = "" if limit is None else ("kept" if good else "BROKEN")
    if aim and good:
        verdict += " (aim: " + f"{aim:,.0f})"
    digits = 0 if figure >= 1000 else 1 if figure >= 10 else 2
    print(f"{name:<66} {figure:>12,.{digits}f} {unit:<10} {promise:>12}  {verdict}", flush=True)
