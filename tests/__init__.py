from . import (
    test_order_apply,
    test_order_customer,
    test_order_lines,
    test_order_money,
    test_order_taxes,
)
