"""A client of the TikTok Shop API in plain Python, on `requests`; it knows nothing of Odoo."""
from . import errors
from .authorization import Token, authorize_url, exchange_code, refresh_token
from .client import Client
from .offers import SkuError
from .pages import Page
from .signature import sign_request, verify_webhook, webhook_signature

__all__ = [
    'Client', 'Page', 'SkuError', 'Token', 'authorize_url', 'errors', 'exchange_code',
    'refresh_token', 'sign_request', 'verify_webhook', 'webhook_signature',
]
