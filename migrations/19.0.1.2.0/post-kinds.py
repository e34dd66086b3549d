"""Gifts and virtual bundles are told from other SKUs now; see `models/products/tts_sku.py`."""


def migrate(cr, version):
    cr.execute("""
        UPDATE tts_sku sku
           SET is_bundle = jsonb_path_exists(shown.value, '$.combined_skus[*]'),
               is_gift = lower(listing.payload ->> 'is_not_for_sale') IN ('true', '1')
          FROM tts_listing listing
    CROSS JOIN LATERAL jsonb_path_query(listing.payload, '$.skus[*]') AS shown (value)
         WHERE listing.id = sku.listing_id AND shown.value ->> 'id' = sku.tiktok_id
           AND (jsonb_path_exists(shown.value, '$.combined_skus[*]')
                OR lower(listing.payload ->> 'is_not_for_sale') IN ('true', '1'))
    """)
