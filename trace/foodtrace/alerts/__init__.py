"""What the board should hear of, once for each cause, and how it leaves the house."""

from foodtrace.alerts.channels import (
    SECRET_BYTES,
    Channel,
    add_channel,
    channels_of,
    end_channel,
)
from foodtrace.alerts.delivering import (
    RETRY_SECONDS,
    Delivery,
    deliver_due,
    deliveries_of,
    revive_delivery,
)
from foodtrace.alerts.kinds import KINDS, LANGUAGES, Alert, Cause, heading_of, line_of
from foodtrace.alerts.mail import Letter, MailServer, mail_message, mail_server_of, send_mail
from foodtrace.alerts.owner_words import OWNER_KINDS
from foodtrace.alerts.owners import reach_of
from foodtrace.alerts.raising import (
    alerts_of,
    finish_alert,
    open_alerts,
    raise_alerts,
    raise_causes,
)
from foodtrace.alerts.webhooks import post_webhook, webhook_body, webhook_headers

__all__ = [
    "KINDS",
    "LANGUAGES",
    "OWNER_KINDS",
    "RETRY_SECONDS",
    "SECRET_BYTES",
    "Alert",
    "Cause",
    "Channel",
    "Delivery",
    "Letter",
    "MailServer",
    "add_channel",
    "alerts_of",
    "channels_of",
    "deliver_due",
    "deliveries_of",
    "end_channel",
    "finish_alert",
    "heading_of",
    "line_of",
    "mail_message",
    "mail_server_of",
    "open_alerts",
    "post_webhook",
    "raise_alerts",
    "raise_causes",
    "reach_of",
    "revive_delivery",
    "send_mail",
    "webhook_body",
    "webhook_headers",
]
