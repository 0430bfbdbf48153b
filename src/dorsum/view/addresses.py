"""Where other computers find this one, and what to tell the person who lets them in."""

from __future__ import annotations

import socket
from ipaddress import ip_address

ANYWHERE = ("0.0.0.0", "::")
# Places beyond every router (RFC 5737, RFC 3849: no computer has them) and in the common private networks.
ELSEWHERE = {
    socket.AF_INET: ("192.0.2.1", "192.168.0.1", "10.0.0.1", "172.16.0.1"),
    socket.AF_INET6: ("2001:db8::1",),
}
DISCARD = 9  # port; nothing is sent there
NOT_ENCRYPTED = (
    "not encrypted: who shares the network can read along, the token too; where that matters take an SSH"
    " tunnel or a proxy with TLS (README: From another computer)"
)
NO_NETWORK = "this computer seems to be in no network: others cannot reach it now"


def own_addresses(host: str) -> list[str]:
    """Addresses of this computer under which others reach a server that listens at `host`.

    Asked of the system, which has to choose one to reach a place elsewhere; no name is looked up.
    """
    if host not in ANYWHERE:
        return [host]
    families = ELSEWHERE if host == "::" else {socket.AF_INET: ELSEWHERE[socket.AF_INET]}
    found: list[str] = []
    for family, places in families.items():
        for place in places:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                try:
                    probe.connect((place, DISCARD))  # a datagram socket: it only chooses its own address
                except OSError:
                    continue
                address = ip_address(probe.getsockname()[0])
            if not (address.is_loopback or address.is_link_local or address.is_unspecified):
                found.append(str(address))
    return list(dict.fromkeys(found))


def page_at(host: str, port: int) -> str:
    """The address of the page at a host."""
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
