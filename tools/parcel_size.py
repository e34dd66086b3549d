"""Weight and size of a parcel, as TikTok reads them.

https://partner.tiktokshop.com/docv2/page/create-packages: POUND and INCH, or GRAM and CM.
"""

from decimal import ROUND_UP, Decimal

GRAMS_PER_POUND, CENTIMETERS_PER_INCH = Decimal('453.59237'), Decimal('2.54')
SIDES = ('length', 'width', 'height')
STEP = Decimal('0.01')


def weight(grams, is_us):
    """Return a weight, rounded up as carriers do; None for what is not known.

    :param float grams:
    """
    if grams <= 0:
        return None
    if is_us:
        return {'value': _up(Decimal(grams) / GRAMS_PER_POUND, STEP), 'unit': 'POUND'}
    return {'value': _up(Decimal(grams), Decimal(1)), 'unit': 'GRAM'}


def dimension(sides, is_us):
    """Return a size; None for what is not known.

    :param tuple sides: length, width and height in centimeters, or nothing
    """
    if not sides:
        return None
    per_unit, unit = (CENTIMETERS_PER_INCH, 'INCH') if is_us else (Decimal(1), 'CM')
    told = (_up(Decimal(side) / per_unit, STEP) for side in sides)
    return {**dict(zip(SIDES, told, strict=True)), 'unit': unit}


def _up(value, step):
    # Odoo's numbers are binary: what is a hair above a step is meant to be on it.
    return str(round(value, 6).quantize(step, ROUND_UP))
