"""How large a ledger may be, and how long its reading may take."""

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_RATIO = 100
RATIO_FREE_BYTES = 2 * 1024 * 1024
"""A member smaller than this once unpacked does no harm, however well it was packed."""
MAX_MEMBERS = 1_000
MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
MAX_CELLS = 5_000_000
MAX_MERGED_ROWS = 1_000_000
MAX_TEXT_CHARS = 150_000_000
WORKER_MEMORY_BYTES = 2 * 1024**3
WORKER_CPU_SECONDS = 60
WORKER_WALL_SECONDS = 60
WORKER_OPEN_FILES = 64
