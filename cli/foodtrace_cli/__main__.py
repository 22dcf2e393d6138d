"""`python -m foodtrace_cli`, for a machine whose PATH does not hold the script."""

import sys

from foodtrace_cli import main

sys.exit(main())
