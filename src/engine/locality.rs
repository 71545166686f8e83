//! Local or not: an engine somewhere else is refused, and a name alone never makes one local.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

/// How near an API server is, by its addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    /// Loopback, or an address of this machine.
    Here,
    /// A private network: local only if minikube says so or the cluster has a single node.
    Private,
    /// Anywhere else.
    Far,
}

/// Whether a Docker endpoint is a socket or pipe of this machine.
pub(super) fn is_local_socket(endpoint: &str) -> bool {
    endpoint.starts_with("unix:///") || endpoint.starts_with("npipe:////./")
}

/// The nearness of a server with these addresses: that of its farthest one.
pub(super) fn nearness(addresses: &[IpAddr], is_own: impl Fn(IpAddr) -> bool) -> Nearness {
    let of = |address: &IpAddr| {
        let address = address.to_canonical();
        match address {
            _ if address.is_unspecified() || address.is_multicast() => Nearness::Far,
            _ if address.is_loopback() || is_own(address) => Nearness::Here,
            IpAddr::V4(v4) if v4.is_private() => Nearness::Private,
            IpAddr::V6(v6) if v6.is_unique_local() || v6.is_unicast_link_local() => Nearness::Private,
            IpAddr::V4(_) | IpAddr::V6(_) => Nearness::Far,
        }
    };
    addresses.iter().map(of).max().unwrap_or(Nearness::Far)
}

/// Whether an address is one of this machine's: to reach it, the kernel would use it as the sender too. Sends nothing.
pub(super) fn is_own(address: IpAddr) -> bool {
    let any: IpAddr = if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let sender = UdpSocket::bind((any, 0)).and_then(|socket| {
        socket.connect((address, 9))?;
        socket.local_addr()
    });
    sender.is_ok_and(|sender| sender.ip() == address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn near(addresses: &[&str], expected: Nearness) {
        let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
        let own: IpAddr = "203.0.113.7".parse().unwrap();
        assert_eq!(nearness(&addresses, |address| address == own), expected, "{addresses:?}");
    }

    #[test]
    fn a_server_is_as_far_as_its_farthest_address() {
        near(&["127.0.0.1"], Nearness::Here);
        near(&["127.9.9.9", "::1"], Nearness::Here);
        near(&["::ffff:127.0.0.1"], Nearness::Here);
        near(&["203.0.113.7"], Nearness::Here);
        near(&["192.168.49.2"], Nearness::Private);
        near(&["fd00::2"], Nearness::Private);
        near(&["203.0.113.8"], Nearness::Far);
        near(&["100.64.0.1"], Nearness::Far);
        near(&["127.0.0.1", "8.8.8.8"], Nearness::Far);
        near(&["0.0.0.0"], Nearness::Far);
        near(&[], Nearness::Far);
    }

    #[test]
    fn a_docker_socket_is_of_this_machine_or_refused() {
        for local in ["unix:///var/run/docker.sock", "npipe:////./pipe/docker_engine"] {
            assert!(is_local_socket(local), "{local}");
        }
        for far in ["tcp://127.0.0.1:2375", "ssh://me@host", "http://x", "npipe:////server/pipe/x", "unix://x", "", "x"]
        {
            assert!(!is_local_socket(far), "{far}");
        }
    }

    #[test]
    fn an_address_of_another_machine_is_not_own() {
        assert!(is_own("127.0.0.1".parse().unwrap()));
        assert!(!is_own("198.51.100.77".parse().unwrap()));
        assert!(!is_own("2001:db8::1".parse().unwrap()));
    }
}
