"""Weight and size of a package, in the units of TikTok's markets and in Odoo's."""

from decimal import ROUND_UP, Decimal

from .. import values

# kg per unit of weight, and cm per unit of length, as TikTok names them.
KILOGRAMS = {
    'KILOGRAM': Decimal(1), 'GRAM': Decimal('0.001'), 'POUND': Decimal('0.45359237'),
}
CENTIMETERS = {'CENTIMETER': Decimal(1), 'INCH': Decimal('2.54')}
SIDES = ('length', 'width', 'height')


def in_odoo(shown):
    """Return the package that TikTok shows of a product, by field of Odoo's: kg and cm; 0 where its
    unit is unknown.
    """
    weight, size = shown.get('package_weight') or {}, shown.get('package_dimensions') or {}
    return {
        'tts_weight': _converted(weight, 'value', KILOGRAMS, 4),
        **{f'tts_{side}': _converted(size, side, CENTIMETERS, 2) for side in SIDES},
    }


def _converted(shown, key, units, digits):
    factor = units.get(shown.get('unit'))
    return round(values.amount_or_zero(shown.get(key)) * float(factor), digits) if factor else 0


def weight(kilograms, unit, places, current=None, digits=3):
    """Return a weight as TikTok takes it, rounded up; what it has already where that is the same.

    :param float kilograms:
    :param dict current: what TikTok has
    :param int digits: decimals that Odoo keeps of a weight
    """
    value = (_decimal(kilograms) / KILOGRAMS[unit]).quantize(Decimal(1).scaleb(-places), ROUND_UP)
    body = {'value': _text(value), 'unit': unit}
    if current and current.get('unit') in KILOGRAMS:
        has = _decimal(values.amount_or_zero(current.get('value'))) * KILOGRAMS[current['unit']]
        if _same(has, kilograms, digits) or has == value * KILOGRAMS[unit]:
            return current
    return body


def dimensions(centimeters, unit, current=None):
    """Return length, width and height as TikTok takes them: whole, rounded up.

    :param dict centimeters: by side
    :param dict current: what TikTok has; it stays where it is the same
    """
    body = {'unit': unit}
    for side in SIDES:
        value = (_decimal(centimeters[side]) / CENTIMETERS[unit]).to_integral_value(ROUND_UP)
        body[side] = _text(value)
    if current and current.get('unit') in CENTIMETERS:
        factor = CENTIMETERS[current['unit']]
        has = {side: _decimal(values.amount_or_zero(current.get(side))) * factor for side in SIDES}
        if all(_same(has[side], centimeters[side], 2) for side in SIDES) or all(
                has[side] == Decimal(body[side]) * CENTIMETERS[unit] for side in SIDES):
            return current
    return body


def _decimal(number):
    return Decimal(str(round(number, 6)))


def _same(has, number, digits):
    """Tell whether a number in Odoo, of so many decimals, is what TikTok has."""
    return abs(has - _decimal(number)) <= Decimal(1).scaleb(-digits) / 2


def _text(value):
    """Return a number without exponent and superfluous zeros."""
    text = f'{value:f}'
    return text.rstrip('0').rstrip('.') if '.' in text else text
