"""Send small answers at once.

The server writes the head and the body of an answer apart. Where the system gathers small pieces (Nagle's algorithm),
the body waits until the browser has confirmed the head, which it puts off by 40 ms: for each of a hundred files.
asyncio turns gathering off by itself, but not for a listening socket made without a protocol number, and Streamlit's
is one; the option set there is handed down to every connection.
"""

import gc
import socket
from contextlib import suppress


def answer_at_once() -> int:
    """Turn gathering off on every TCP socket that this process listens on; return how many there were."""
    listening = [one for one in gc.get_objects() if isinstance(one, socket.socket) and listens(one)]
    for one in listening:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return len(listening)


def listens(one: socket.socket) -> bool:
    """Tell whether an open TCP socket waits for connections."""
    with suppress(OSError):
        return (
            one.family in (socket.AF_INET, socket.AF_INET6)
            and one.type == socket.SOCK_STREAM
            and bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
        )
    return False
