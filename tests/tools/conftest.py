import sys
from pathlib import Path
from types import ModuleType

# Tools that use the client are parts of the addon, whose folder is called anything in a checkout.
addon = sys.modules['addon'] = ModuleType('addon')
addon.__path__ = [str(Path(__file__).parents[2])]
