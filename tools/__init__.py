from . import amounts, values
