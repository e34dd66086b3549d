# Each folder inherits from those above it alone.
from . import engine

# isort: split
from . import connection

# isort: split
from . import catalogue

# isort: split
from . import products

# isort: split
from . import orders

# isort: split
from . import stock

# isort: split
from . import fulfilment

# isort: split
from . import glue
