"""`python -m foodtrace_cli`, for a machine whose PATH does not hold the script."""

import sys

from foodtrace_cli.app import main

sys.exit(main())
