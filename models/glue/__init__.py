# What other addons bring, used where they are installed and never needed: a file for each, named
# as it is. They come last, since they may speak of any of our models.
from . import (
    mrp,
    point_of_sale,
    product_expiry,
    queue_job,
    sale_loyalty,
    stock_available,
    stock_picking_batch,
    stock_sms,
    website_sale,
)
