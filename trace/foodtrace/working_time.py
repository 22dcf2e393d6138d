"""Working hours of an office with a calendar of its own holidays: pure, days are UTC+7."""
