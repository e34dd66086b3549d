from . import (
    test_connection,
    test_event,
    test_fetch,
    test_news,
    test_order_apply,
    test_order_customer,
    test_order_lines,
    test_order_money,
    test_order_taxes,
    test_pricelist,
    test_screens,
    test_security,
)
