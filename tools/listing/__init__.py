"""What TikTok should say of a product, what keeps it from being sent, and what Odoo takes over.

Functions over plain values: `facts.py` has what Odoo says, `shape.py` what TikTok shows; `body.py`
and `skus.py` make of both what TikTok should say, `checks.py` and `sku_checks.py` say what is wrong
with that, `edit.py` in what it differs; `product.py` is the way back.
"""
