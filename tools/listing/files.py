"""Images and documents of a body: as TikTok calls them, or to be uploaded yet."""

# What a PDF is called: TikTok takes one word with one suffix.
DOCUMENT = 'document.pdf'


def reference(file, use_case, among=()):
    """Return a file as TikTok calls it, or as what is to be uploaded.

    :param facts.File file:
    :param str use_case: what TikTok is to use it for
    :param among: names that are preferred: of those that stand there already, whatever their use
    """
    known = [uri for uri, _use_case in file.known if uri in among] or [
        uri for uri, known_use_case in file.known if known_use_case == use_case]
    if known:
        return named(known[0], use_case)
    return {'attachment': file.id, 'use_case': use_case}


def named(uri, use_case):
    """Return what a body says of a file that TikTok has."""
    if use_case == 'FILE':
        return {'id': uri, 'name': DOCUMENT, 'format': 'PDF'}
    return {'uri': uri}


def waiting(body):
    """Yield the files of a body that are to be uploaded: dicts with `attachment` and `use_case`."""
    if isinstance(body, dict) and 'attachment' in body:
        yield body
    elif isinstance(body, (dict, list)):
        for value in body.values() if isinstance(body, dict) else body:
            yield from waiting(value)


def filled(body, fill):
    """Return a body with something else in the place of each file that was `waiting`.

    :param fill: function of such a dict
    """
    if isinstance(body, dict):
        if 'attachment' in body:
            return fill(body)
        return {key: filled(value, fill) for key, value in body.items()}
    return [filled(value, fill) for value in body] if isinstance(body, list) else body


