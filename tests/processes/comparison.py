"""How two dumps of databases are compared."""


def differences(expected, found, path=''):
    """Return where two dumps differ, in words."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            difference
            for name in sorted({*expected, *found})
            for difference in differences(
                expected.get(name, 'nothing'), found.get(name, 'nothing'), f'{path}/{name}'
            )
        ]
    return [] if expected == found else [f'{path}: {found} instead of {expected}']
