"""Pure functions: no environment, no database. Only `sentences.py` needs Odoo."""
