//! Kubernetes' libraries for addresses: `cidr('10.0.0.0/8').containsIP('10.1.2.3')`.

use std::net::IpAddr;

use cel::common::types::{CelBool, CelInt, CelString, Type};
use cel::{DeclarationError, Env, ExecutionError, add_member_overload, add_overload};
use ipnet::IpNet;

use super::held::{Held, Hold};
use super::unreadable;

static IP: Type = Type::new_unspecified_type("net.IP");
static CIDR: Type = Type::new_unspecified_type("net.CIDR");

type Ip = Held<IpAddr>;
type Cidr = Held<IpNet>;
type Text = CelString<'static>;

impl Hold for IpAddr {
    fn kind() -> &'static Type {
        &IP
    }
}

impl Hold for IpNet {
    fn kind() -> &'static Type {
        &CIDR
    }
}

pub(super) fn extension(env: &mut Env) -> Result<(), DeclarationError> {
    add_overload!(env, fn ip: (CelString<'_>) -> Result<Ip>)?;
    add_overload!(env, fn is_ip: (CelString<'_>) -> CelBool, name = "isIP")?;
    add_overload!(env, fn ip_text: (Ip) -> Text, name = "string")?;
    add_member_overload!(env, fn family: (Ip) -> CelInt)?;
    add_member_overload!(env, fn is_unspecified: (Ip) -> CelBool)?;
    add_member_overload!(env, fn is_loopback: (Ip) -> CelBool)?;
    add_member_overload!(env, fn is_link_local_multicast: (Ip) -> CelBool)?;
    add_member_overload!(env, fn is_link_local_unicast: (Ip) -> CelBool)?;
    add_member_overload!(env, fn is_global_unicast: (Ip) -> CelBool)?;
    add_overload!(env, fn cidr: (CelString<'_>) -> Result<Cidr>)?;
    add_overload!(env, fn is_cidr: (CelString<'_>) -> CelBool, name = "isCIDR")?;
    add_overload!(env, fn cidr_text: (Cidr) -> Text, name = "string")?;
    add_member_overload!(env, fn contains_ip: (Cidr, Ip) -> CelBool, name = "containsIP")?;
    add_member_overload!(env, fn contains_ip_text: (Cidr, CelString<'_>) -> Result<CelBool>, name = "containsIP")?;
    add_member_overload!(env, fn contains_cidr: (Cidr, Cidr) -> CelBool, name = "containsCIDR")?;
    add_member_overload!(env, fn contains_cidr_text: (Cidr, CelString<'_>) -> Result<CelBool>, name = "containsCIDR")?;
    add_member_overload!(env, fn address: (Cidr) -> Ip, name = "ip")?;
    add_member_overload!(env, fn prefix_length: (Cidr) -> CelInt)?;
    add_member_overload!(env, fn masked: (Cidr) -> Cidr)
}

/// Kubernetes takes no IPv4 address that is written as one of IPv6.
fn is_plain(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(_) => true,
        IpAddr::V6(ip) => ip.to_ipv4_mapped().is_none(),
    }
}

fn read_ip(text: &str) -> Option<IpAddr> {
    text.parse().ok().filter(|ip| is_plain(*ip))
}

fn read_cidr(text: &str) -> Option<IpNet> {
    text.parse().ok().filter(|net: &IpNet| is_plain(net.addr()))
}

fn ip(text: &CelString<'_>) -> Result<Ip, ExecutionError> {
    read_ip(text.inner()).map(Held).ok_or_else(|| unreadable("ip", text.inner()))
}

fn is_ip(text: &CelString<'_>) -> CelBool {
    CelBool::from(read_ip(text.inner()).is_some())
}

fn ip_text(this: &Ip) -> Text {
    CelString::from(this.0.to_string())
}

fn family(this: &Ip) -> CelInt {
    CelInt::from(if this.0.is_ipv4() { 4 } else { 6 })
}

fn is_unspecified(this: &Ip) -> CelBool {
    CelBool::from(this.0.is_unspecified())
}

fn is_loopback(this: &Ip) -> CelBool {
    CelBool::from(this.0.is_loopback())
}

fn is_link_local_multicast(this: &Ip) -> CelBool {
    CelBool::from(match this.0 {
        IpAddr::V4(ip) => ip.octets().starts_with(&[224, 0, 0]),
        IpAddr::V6(ip) => ip.segments()[0] & 0xff0f == 0xff02,
    })
}

fn link_local_unicast(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

fn is_link_local_unicast(this: &Ip) -> CelBool {
    CelBool::from(link_local_unicast(this.0))
}

/// As Go means it: private addresses are global too.
fn is_global_unicast(this: &Ip) -> CelBool {
    let ip = this.0;
    let broadcast = ip == IpAddr::from([255, 255, 255, 255]);
    let special = ip.is_unspecified() || ip.is_loopback() || ip.is_multicast() || link_local_unicast(ip);
    CelBool::from(!special && !broadcast)
}

fn cidr(text: &CelString<'_>) -> Result<Cidr, ExecutionError> {
    read_cidr(text.inner()).map(Held).ok_or_else(|| unreadable("cidr", text.inner()))
}

fn is_cidr(text: &CelString<'_>) -> CelBool {
    CelBool::from(read_cidr(text.inner()).is_some())
}

fn cidr_text(this: &Cidr) -> Text {
    CelString::from(this.0.to_string())
}

fn contains_ip(this: &Cidr, ip: &Ip) -> CelBool {
    CelBool::from(this.0.contains(&ip.0))
}

fn contains_ip_text(this: &Cidr, text: &CelString<'_>) -> Result<CelBool, ExecutionError> {
    Ok(contains_ip(this, &ip(text)?))
}

fn contains_cidr(this: &Cidr, other: &Cidr) -> CelBool {
    CelBool::from(this.0.contains(&other.0))
}

fn contains_cidr_text(this: &Cidr, text: &CelString<'_>) -> Result<CelBool, ExecutionError> {
    Ok(contains_cidr(this, &cidr(text)?))
}

fn address(this: &Cidr) -> Ip {
    Held(this.0.addr())
}

fn prefix_length(this: &Cidr) -> CelInt {
    CelInt::from(i64::from(this.0.prefix_len()))
}

fn masked(this: &Cidr) -> Cidr {
    Held(this.0.trunc())
}
