"""Where the food came from and where it went: suppliers, lots, receipts, recall."""

from foodtrace.supply.answers import (
    CERTAINTIES,
    DEFAULT_SHELF_LIFE_DAYS,
    Recall,
    RecallQuestion,
    TracedEstablishment,
    TracedReceipt,
    TracedSupplier,
)
from foodtrace.supply.bounding import SeenRecall, Spot, seen_by
from foodtrace.supply.checking import (
    MAX_AHEAD_S,
    MAX_QUANTITY,
    check_item,
    exact,
    lot_key,
    one_lot,
    parse_quantity,
    tax_code,
)
from foodtrace.supply.consent import Consent, read_consent, set_consent
from foodtrace.supply.correcting import correct_receipt, withdraw_receipt
from foodtrace.supply.finding import suppliers_like
from foodtrace.supply.food_groups import OTHER, food_group
from foodtrace.supply.goods import (
    DOCUMENT_KINDS,
    SIGNATURES,
    Dispatch,
    Item,
    KeptReceipt,
    Papers,
    Product,
    Receipt,
    Recorded,
    Supplier,
    Transformation,
)
from foodtrace.supply.grouping import set_food_group
from foodtrace.supply.invoice_trees import MAX_INVOICE_BYTES
from foodtrace.supply.invoices import Invoice, InvoiceLine, parse_invoice
from foodtrace.supply.listing import KeptPapers, OpenReceipt, list_papers, open_receipt
from foodtrace.supply.reading import kept_until, read_receipt, read_receipts, receipts_of
from foodtrace.supply.recalling import recall
from foodtrace.supply.recording import record_goods, record_receipts, write_goods
from foodtrace.supply.sheets import (
    Contact,
    contact_sheet_xlsx,
    contacts_of,
    seller_addresses,
    sortable_xlsx,
)
from foodtrace.supply.shelf_lives import (
    MAX_SHELF_LIFE_DAYS,
    KnownProduct,
    list_products,
    product_named,
    set_shelf_life,
)
from foodtrace.supply.tables import TakenTable, parse_receipts
from foodtrace.supply.taking import SupplyFile, TakenFile, take_files
from foodtrace.supply.unlotted import LeftOut, left_out
from foodtrace.supply.ways import Stop, ways_of

__all__ = [
    "CERTAINTIES",
    "DEFAULT_SHELF_LIFE_DAYS",
    "DOCUMENT_KINDS",
    "MAX_AHEAD_S",
    "MAX_INVOICE_BYTES",
    "MAX_QUANTITY",
    "MAX_SHELF_LIFE_DAYS",
    "OTHER",
    "SIGNATURES",
    "Consent",
    "Contact",
    "Dispatch",
    "Invoice",
    "InvoiceLine",
    "Item",
    "KeptPapers",
    "KeptReceipt",
    "KnownProduct",
    "LeftOut",
    "OpenReceipt",
    "Papers",
    "Product",
    "Recall",
    "RecallQuestion",
    "Receipt",
    "Recorded",
    "SeenRecall",
    "Spot",
    "Stop",
    "Supplier",
    "SupplyFile",
    "TakenFile",
    "TakenTable",
    "TracedEstablishment",
    "TracedReceipt",
    "TracedSupplier",
    "Transformation",
    "check_item",
    "contact_sheet_xlsx",
    "contacts_of",
    "correct_receipt",
    "exact",
    "food_group",
    "kept_until",
    "left_out",
    "list_papers",
    "list_products",
    "lot_key",
    "one_lot",
    "open_receipt",
    "parse_invoice",
    "parse_quantity",
    "parse_receipts",
    "product_named",
    "read_consent",
    "read_receipt",
    "read_receipts",
    "recall",
    "receipts_of",
    "record_goods",
    "record_receipts",
    "seen_by",
    "seller_addresses",
    "set_consent",
    "set_food_group",
    "set_shelf_life",
    "sortable_xlsx",
    "suppliers_like",
    "take_files",
    "tax_code",
    "ways_of",
    "withdraw_receipt",
    "write_goods",
]
