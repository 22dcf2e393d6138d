"""Who may do what: roles, rights, accounts, sessions and keys; nothing of the web."""
