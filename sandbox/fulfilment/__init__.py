"""What becomes of parcels: who carries them, when they are fetched, their labels, their shape.

What an order's parcels are is in `world.lifecycle`; what the API says of them in `api.fulfilment`.
"""
