"""Where documents of packages lie."""

PLACE = '/wsos_v2/oec_fulfillment_doc_tts/object/'


def is_document(path):
    """Tell whether a path is one at which documents lie."""
    return path.startswith(PLACE)
