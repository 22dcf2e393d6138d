"""A kitchen's own page: links without an account, what came, what was recorded, what was wrong."""

from foodtrace.kitchen.book import Entry, Usual, own_entry, recorded_lately, same_again, usual_goods
from foodtrace.kitchen.labels import Label, label_of, sender_name, sticker_text
from foodtrace.kitchen.links import (
    MAX_LINKS,
    TOKEN_RANDOM_BYTES,
    Kitchen,
    KitchenLink,
    follow_kitchen_link,
    kitchen_links,
    make_kitchen_link,
    note_use,
    revoke_kitchen_link,
)
from foodtrace.kitchen.mending import put_right, take_back
from foodtrace.kitchen.moments import MAX_DAYS_AGO, MAX_WAIT_S, PhoneTimes, Received, received
from foodtrace.kitchen.receiving import (
    MAX_GOODS,
    MAX_PHOTOS,
    Goods,
    count_photos,
    delivery_photo,
    record_delivery,
)
from foodtrace.kitchen.suppliers import known_suppliers, supplier_called

__all__ = [
    "MAX_DAYS_AGO",
    "MAX_GOODS",
    "MAX_LINKS",
    "MAX_PHOTOS",
    "MAX_WAIT_S",
    "TOKEN_RANDOM_BYTES",
    "Entry",
    "Goods",
    "Kitchen",
    "KitchenLink",
    "Label",
    "PhoneTimes",
    "Received",
    "Usual",
    "count_photos",
    "delivery_photo",
    "follow_kitchen_link",
    "kitchen_links",
    "known_suppliers",
    "label_of",
    "make_kitchen_link",
    "note_use",
    "own_entry",
    "put_right",
    "received",
    "record_delivery",
    "recorded_lately",
    "revoke_kitchen_link",
    "same_again",
    "sender_name",
    "sticker_text",
    "supplier_called",
    "take_back",
    "usual_goods",
]
