"""The networks that clients come from."""

from ipaddress import IPv6Address, ip_address


def network_of(address: str) -> str:
    """The part of an address that one client has: of IPv6 the first 64 bits, of IPv4 all.

    >>> network_of("2001:db8:0:7::9"), network_of("192.0.2.1"), network_of("::ffff:192.0.2.1")
    ('2001:db8:0:7::', '192.0.2.1', '192.0.2.1')
    """
    try:
        whole = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(whole, IPv6Address):
        return str(whole)
    if whole.ipv4_mapped:
        return str(whole.ipv4_mapped)
    return str(IPv6Address(int(whole) >> 64 << 64))
