"""Sentences of the worker beside the server; Vietnamese first."""

from typing import Final

JOBS: Final[dict[str, tuple[str, str]]] = {
    "work_begins": (
        "foodtrace work: đang chờ việc của {folder}; dừng bằng Ctrl-C",
        "foodtrace work: waiting for work of {folder}; stop with Ctrl-C",
    ),
    "work_ends": (
        "foodtrace work: đã dừng; số việc: {jobs}, việc định kỳ: {chores}",
        "foodtrace work: stopped; jobs: {jobs}, chores: {chores}",
    ),
    "work_once": (
        "Đã làm xong. Số việc: {jobs}; việc định kỳ: {chores}.",
        "Nothing waits any more. Jobs: {jobs}; chores: {chores}.",
    ),
    "work_without_key": (
        "foodtrace work: không có khóa ký tem: vẫn in được, việc cấp tem phải chờ. "
        "Đặt FOODTRACE_PASSPHRASE_FILE rồi chạy lại để cấp tem.",
        "foodtrace work: without the sticker key: printing goes on, issuing waits. "
        "Set FOODTRACE_PASSPHRASE_FILE and start it again to issue.",
    ),
    "work_key_refused": (
        "foodtrace work: không mở được khóa ký tem, việc cấp tem phải chờ: {why}",
        "foodtrace work: the sticker key cannot be opened, issuing waits: {why}",
    ),
}
