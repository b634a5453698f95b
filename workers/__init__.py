"""The processes behind the web: one that sends, and one that watches the clock."""
