"""What the running server refuses: strange names, pages of other servers, forged and oversized uploads."""

import re

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from registry.ui import safety, upload_limits
from tests.browser.streamlit_client import session

pytestmark = pytest.mark.browser

MB = 1024 * 1024
FOREIGN = "http://localhost:9"
"""Another server on this very machine: the same site to a browser, and another origin."""
PLACES = ("/", "/map", "/_stcore/health", "/_stcore/host-config", "/map-data/ground/ab/99999/2022-12-31.json")


@pytest.fixture(scope="module")
def client(address):
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def reader(address):
    with session(address) as opened:
        yield opened


@pytest.mark.parametrize("place", PLACES)
def test_every_place_bears_the_headers_and_opens_under_its_own_name(client, place):
    answer = client.get(place)
    assert answer.status_code == (404 if "map-data" in place else 200)
    assert set(safety.HEADERS) <= set(answer.headers)
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert re.search(r"script-src[^;]*unsafe-inline", policy) is None


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "127.0.0.1@evil", ""])
def test_a_name_that_is_not_the_servers_is_refused(client, place, host):
    answer = client.get(place, headers={"host": host, "accept-language": "en"})
    assert answer.status_code == 400
    if host:
        assert answer.json()["error"]["code"] == "W001"
        assert set(safety.HEADERS) <= set(answer.headers)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("origin", ["http://evil.example", FOREIGN, "https://localhost", "null", "file://"])
def test_a_request_from_another_servers_page_is_refused_in_the_readers_language(client, place, origin):
    answer = client.get(place, headers={"origin": origin, "accept-language": "zh-CN"})
    assert answer.status_code == 403
    assert answer.json()["error"]["message"].startswith("该请求来自其他服务器的网页")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(("mode", "dest"), [("no-cors", "script"), ("no-cors", "image"), ("navigate", "iframe")])
def test_what_another_page_embeds_is_refused_though_it_names_no_origin(client, site, mode, dest):
    told = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}
    assert client.get("/map", headers=told).status_code == 403


def test_a_link_from_the_offices_portal_opens_the_page(client):
    told = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/map", headers=told).status_code == 200


@pytest.mark.parametrize(
    "told",
    [
        {"origin": "http://evil.example"},
        {"origin": FOREIGN},
        {"origin": "null"},
        {"additional_headers": {"Host": "evil"}},
    ],
)
def test_a_websocket_from_elsewhere_is_never_opened(address, told):
    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    with pytest.raises(InvalidStatus) as refused, connect(stream, subprotocols=["streamlit"], proxy=None, **told):
        pass
    assert refused.value.response.status_code in {400, 403}  # two Hosts at once are no request at all


def upload(client, name, file, headers=None, size=1):
    body = {"files": {"file": ("ledger.csv", b"x" * size)}}
    return client.put(f"/_stcore/upload_file/{name}/{file}", headers=headers, **body).status_code


def test_a_refused_upload_leaves_nothing_and_a_session_keeps_only_so_many(reader):
    client, name = reader
    assert upload(client, name, "a", {"x-xsrftoken": ""}, MB) == 403
    assert upload(client, name, "a", {"x-xsrftoken": "2|00|00|0"}, MB) == 403
    assert upload(client, name, "a", {"origin": "http://evil.example"}, MB) == 403
    assert upload(client, name, "a", {"host": "evil.example"}, MB) == 400
    assert upload(client, "nobody", "a", size=MB) == 400
    assert upload(client, name, "a", size=51 * MB) == 413
    assert chunked(client, name, 52) == 413
    assert kept_bytes(client) < MB
    kept = [upload(client, name, f"f{number}") for number in range(upload_limits.SESSION_FILES + 1)]
    assert set(kept[:-1]) == {204}
    assert kept[-1] == 413
    assert client.delete(f"/_stcore/upload_file/{name}/f0").status_code == 204
    assert upload(client, name, "again") == 204
    assert upload(client, name, "one more") == 413


def chunked(client, name, megabytes):
    """Upload without saying how much will come."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    parts = (head, *(b"x" * MB for _ in range(megabytes)), b"\r\n--x--\r\n")
    kind = {"content-type": "multipart/form-data; boundary=x"}
    return client.put(f"/_stcore/upload_file/{name}/b", headers=kind, content=iter(parts)).status_code


def kept_bytes(client):
    """Return what the server itself says it keeps of uploaded files."""
    lines = client.get("/_stcore/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if "UploadedFileManager" in line)
