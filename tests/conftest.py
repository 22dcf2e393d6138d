"""What every test may count on, wherever the run was started."""

import signal

# A run started in the background inherits an ignored Ctrl-C, and so would the commands it tries it on.
signal.signal(signal.SIGINT, signal.default_int_handler)
