"""A reader without a browser: a session of the running app over its own websocket, and requests in its name."""

from contextlib import contextmanager

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

TIMEOUT_S = 60


def token_of(client: httpx.Client) -> str:
    """Return the token against forged requests that the server gave this client."""
    client.get("/_stcore/health")
    client.get("/_stcore/host-config")
    return next((value for name, value in client.cookies.items() if "xsrf" in name), "")


@contextmanager
def session(address: str):
    """Open a session; yield a client that carries its cookie and token, and the session's name."""
    with httpx.Client(base_url=address, timeout=TIMEOUT_S, trust_env=False) as client:
        client.headers["x-xsrftoken"] = token = token_of(client)
        stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        with connect(
            stream,
            subprotocols=["streamlit", token],
            origin=address,
            additional_headers={"cookie": cookies},
            max_size=None,
            close_timeout=0.2,
            proxy=None,
        ) as socket:
            socket.send(
                BackMsg(
                    rerun_script={"query_string": "", "page_script_hash": "", "page_name": "help"}
                ).SerializeToString()
            )
            yield client, name_of(socket)


def name_of(socket) -> str:
    """Wait for the message that names the session."""
    while True:
        message = ForwardMsg.FromString(socket.recv(TIMEOUT_S))
        if message.WhichOneof("type") == "new_session":
            return message.new_session.initialize.session_id
