from . import (
    test_codes,
    test_daily_work,
    test_languages,
    test_rights,
    test_screens,
    test_screens_foreign,
    test_security,
    test_terms,
)
from .catalogue import (
    test_attribute_mapping,
    test_catalogue,
)
from .connection import (
    test_connection,
    test_copied_database,
)
from .engine import (
    test_event,
    test_mirror_contract,
    test_new_kind,
    test_poison,
    test_todo,
)
from .orders import (
    test_addresses,
    test_bar,
    test_cancel,
    test_copies,
    test_fbt,
    test_fetch,
    test_found,
    test_freed,
    test_invoice_lines,
    test_invoice_policy,
    test_money_orders,
    test_news,
    test_on_hold,
    test_order_apply,
    test_order_customer,
    test_order_figure,
    test_order_lines,
    test_order_money,
    test_order_taxes,
    test_shipped_elsewhere,
    test_silence,
    test_sku_repair,
    test_switches,
)
from .products import (
    test_description,
    test_listing_steps,
    test_pictures,
    test_price_index,
    test_pricelist,
    test_products_fetch,
    test_products_in,
    test_publish,
    test_publish_crash,
    test_publish_edit,
    test_publish_files,
    test_publish_screens,
    test_readiness,
    test_sku_matching,
)
from .stock import (
    test_fbt_stock,
    test_marks,
    test_open_units,
    test_prices,
    test_push_stock,
    test_stock_rule,
)
