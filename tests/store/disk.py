"""A disk of our own under SQLite: every write of the product's own connections is written down, or made to fail.

SQLite reaches files through a table of functions (its VFS). `Disk.install` puts one of ours in front of the table that
the `sqlite3` module uses, for the whole process: use it only in a process made for it.
"""

import _sqlite3
import ctypes
import os
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

OK, FULL, IOERR_WRITE = 0, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE
_CREATE, _METHODS = 0x4, 19
_pointer, _int, _wide = ctypes.c_void_p, ctypes.c_int, ctypes.c_longlong


class Methods(ctypes.Structure):
    """sqlite3_io_methods: what can be done with an open file."""

    _fields_ = [("version", _int), *((f"f{place}", _pointer) for place in range(_METHODS - 1))]


class File(ctypes.Structure):
    """sqlite3_file: what SQLite knows of an open file begins with its methods."""

    _fields_ = [("methods", ctypes.POINTER(Methods))]


class Vfs(ctypes.Structure):
    """sqlite3_vfs, as far as its version 3 goes."""

    _fields_ = [
        ("version", _int),
        ("file_bytes", _int),
        ("longest_name", _int),
        ("next", _pointer),
        ("name", ctypes.c_char_p),
        ("data", _pointer),
        ("open", _pointer),
        ("delete", _pointer),
        *((f"f{place}", _pointer) for place in range(13)),
    ]


_file = ctypes.POINTER(File)
_vfs = ctypes.POINTER(Vfs)
_Open = ctypes.CFUNCTYPE(_int, _vfs, _pointer, _file, _int, _pointer)
_Delete = ctypes.CFUNCTYPE(_int, _vfs, ctypes.c_char_p, _int)
_Write = ctypes.CFUNCTYPE(_int, _file, _pointer, _int, _wide)
_Truncate = ctypes.CFUNCTYPE(_int, _file, _wide)
_Sync = ctypes.CFUNCTYPE(_int, _file, _int)
_WRITE, _TRUNCATE, _SYNC = "f2", "f3", "f4"


@dataclass(frozen=True)
class Act:
    """One thing done to a file: create, write (at an offset), truncate (to a size), sync, delete (and sync, or not)."""

    what: str
    file: str
    offset: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """The acts so far, and what happens at one of them: `at_act` is asked before each and may return an error."""

    acts: list[Act] = field(default_factory=list)
    at_act: Callable[[Act], int] = lambda act: OK
    _kept: list[Any] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)

    def do(self, act: Act, real: Callable[[], int]) -> int:
        """Write an act down and do it, unless it is to fail."""
        error = self.at_act(act)
        self.acts.append(act)
        return error or real()

    def install(self) -> None:
        """Become the disk of every connection opened from now on."""
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = _vfs
        real = library.sqlite3_vfs_find(None)
        ours = Vfs.from_buffer_copy(real.contents)
        ours.name = b"told"
        opens, deletes = ctypes.cast(real.contents.open, _Open), ctypes.cast(real.contents.delete, _Delete)
        hooks = _Open(self._opener(real, opens)), _Delete(self._deleter(real, deletes))
        ours.open, ours.delete = (ctypes.cast(hook, _pointer).value for hook in hooks)
        self._kept += [ours, hooks]
        library.sqlite3_vfs_register(ctypes.byref(ours), 1)

    def _opener(self, real: Any, opens: Any) -> Callable[..., int]:
        ours: dict[int, Methods] = {}

        def open_file(_: Any, name: Any, file: Any, flags: int, told: Any) -> int:
            error = opens(real, name, file, flags, told)
            if error == OK and name:
                path = Path(os.fsdecode(ctypes.string_at(name))).name
                self._names[ctypes.addressof(file.contents)] = path
                theirs = ctypes.addressof(file.contents.methods.contents)
                if theirs not in ours:
                    ours[theirs] = self._methods(file.contents.methods.contents)
                file.contents.methods = ctypes.pointer(ours[theirs])
            return error

        self._kept.append(ours)
        return open_file

    def _deleter(self, real: Any, deletes: Any) -> Callable[..., int]:
        def delete(_: Any, name: bytes, synced: int) -> int:
            return self.do(Act("delete", Path(os.fsdecode(name)).name, synced), lambda: deletes(real, name, synced))

        return delete

    def _methods(self, theirs: Methods) -> Methods:
        ours = Methods.from_buffer_copy(theirs)
        write, truncate, sync = (
            ctypes.cast(getattr(theirs, name), kind)
            for name, kind in ((_WRITE, _Write), (_TRUNCATE, _Truncate), (_SYNC, _Sync))
        )

        def named(file: Any) -> str:
            return self._names[ctypes.addressof(file.contents)]

        hooks = (
            _Write(
                lambda file, data, size, offset: self.do(
                    Act("write", named(file), offset, ctypes.string_at(data, size)),
                    lambda: write(file, data, size, offset),
                )
            ),
            _Truncate(lambda file, size: self.do(Act("truncate", named(file), size), lambda: truncate(file, size))),
            _Sync(lambda file, flags: self.do(Act("sync", named(file)), lambda: sync(file, flags))),
        )
        for name, hook in zip((_WRITE, _TRUNCATE, _SYNC), hooks, strict=True):
            setattr(ours, name, ctypes.cast(hook, _pointer).value)
        self._kept.append(hooks)
        return ours


def failing_at(place: int, error: int, *, lasts: bool) -> Callable[[Act], int]:
    """Return an `at_act` that fails at the act of this place, counted from 0, and perhaps at all after it."""
    seen = count()
    return lambda _: error if (now := next(seen)) == place or (lasts and now > place) else OK


def killed_at(place: int) -> Callable[[Act], int]:
    """Return an `at_act` that kills the process before the act of this place, counted from 0."""
    seen = count()

    def at_act(_: Act) -> int:
        if next(seen) == place:
            os.kill(os.getpid(), signal.SIGKILL)
        return OK

    return at_act
