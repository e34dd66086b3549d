"""Courses of laps: what a worker does, told after each page or batch."""


def laps(odoo, function, **arguments):
    lap = odoo.call(function, **arguments)
    while lap:
        yield lap
        lap = odoo.go_on()


def total(found):
    found = list(found)
    return {
        name: sum(lap[name] for lap in found)
        for name in ('count', 'seconds', 'processor', 'statements')
    }


def alternate(*courses):
    """Run courses of laps side by side: whoever has done the least is next.

    What else the machine does then slows all of them alike.
    """
    done = [[] for _course in courses]
    running = dict(enumerate(courses))
    while running:
        number = min(running, key=lambda each: sum(lap['count'] for lap in done[each]))
        lap = next(running[number], None)
        if lap:
            done[number].append(lap)
        else:
            del running[number]
    return [total(each) for each in done]


def different(these, those):
    """Return the tables of which two databases have not the same."""
    return {table for table in these if these[table] != those[table]}
