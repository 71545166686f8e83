//! Taking the port: both loopback families before anything opens, or a word about who has it (R17).

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use super::holder;

/// How many ports after a taken one are tried.
const NEXT: u16 = 100;

/// Both loopback addresses of one port, bound and listening.
#[derive(Debug)]
pub struct Listeners {
    pub(super) sockets: Vec<TcpListener>,
    port: u16,
}

impl Listeners {
    pub fn port(&self) -> u16 {
        self.port
    }
}

/// Why nothing listens.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Another program has the port, on one loopback address at least.
    #[error("port {port} is taken")]
    Taken {
        port: u16,
        /// `nginx (pid 812)`, where that can be seen.
        holder: Option<String>,
        /// A port that was free a moment ago.
        free: Option<u16>,
    },
    #[error("cannot listen on port {port}")]
    Io { port: u16, source: io::Error },
}

/// Listens on 127.0.0.1 and ::1; port 0 takes any that is free on both.
///
/// # Errors
/// When the port is taken on either of them: another user may hold the free one, and `localhost` lead there.
pub fn listen(port: u16) -> Result<Listeners, ListenError> {
    let tries = if port == 0 { 20 } else { 1 };
    let mut last = None;
    for _ in 0..tries {
        match bind(port) {
            Ok(listeners) => return Ok(listeners),
            Err(error) => last = Some(error),
        }
    }
    Err(last.map_or(ListenError::Taken { port, holder: None, free: None }, |source| refused(port, source)))
}

fn refused(port: u16, source: io::Error) -> ListenError {
    if source.kind() != io::ErrorKind::AddrInUse {
        return ListenError::Io { port, source };
    }
    let free = (1..=NEXT).filter_map(|step| port.checked_add(step)).find(|next| bind(*next).is_ok());
    ListenError::Taken { port, holder: holder::of(port), free }
}

fn bind(port: u16) -> io::Result<Listeners> {
    let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let port = four.local_addr()?.port();
    let six = match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
        Ok(six) => Some(six),
        Err(error) if has_no_ipv6(&error) => None,
        Err(error) => return Err(error),
    };
    let sockets: Vec<_> = std::iter::once(four).chain(six).collect();
    sockets.iter().try_for_each(|socket| socket.set_nonblocking(true))?;
    Ok(Listeners { sockets, port })
}

/// A machine without IPv6 has no such address, or no such family at all.
fn has_no_ipv6(error: &io::Error) -> bool {
    let family = rustix::io::Errno::AFNOSUPPORT.raw_os_error();
    error.kind() == io::ErrorKind::AddrNotAvailable || error.raw_os_error() == Some(family)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn taken(holder: &TcpListener) {
        let port = holder.local_addr().unwrap().port();
        match listen(port) {
            Err(ListenError::Taken { port: named, holder, free }) => {
                assert_eq!(named, port);
                assert_ne!(free, Some(port));
                assert!(free.is_some());
                if cfg!(target_os = "linux") {
                    let pid = format!("(pid {})", std::process::id());
                    assert!(holder.as_ref().is_some_and(|name| name.contains(&pid)), "{holder:?}");
                }
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn r17_a22_f12_a_port_held_on_either_family_is_taken() {
        taken(&TcpListener::bind("127.0.0.1:0").unwrap());
        match TcpListener::bind("[::1]:0") {
            Ok(six) => taken(&six),
            Err(error) => assert!(has_no_ipv6(&error), "{error}"),
        }
    }

    #[test]
    fn r17_both_families_are_ours() {
        let ours = listen(0).unwrap();
        let six = TcpListener::bind("[::1]:0").is_ok();
        assert_eq!(ours.sockets.len(), if six { 2 } else { 1 });
        for socket in &ours.sockets {
            let address = socket.local_addr().unwrap();
            assert!(address.ip().is_loopback() && address.port() == ours.port());
        }
    }
}
