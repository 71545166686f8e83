//! Short forms of a Compose file's values, and the long forms that they stand for. Pure.

use serde_json::{Map, Value, json};

/// `8080:80/udp`, `127.0.0.1:8080:80`, `3000-3001:3000-3001` as one port after the other.
pub(super) fn ports(text: &str) -> Option<Vec<Value>> {
    let (rest, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let protocol = ["tcp", "udp", "sctp"].into_iter().find(|known| protocol.eq_ignore_ascii_case(known))?;
    let (rest, target) = rest.rsplit_once(':').unwrap_or(("", rest));
    let (ip, published) = rest.rsplit_once(':').unwrap_or(("", rest));
    let ip = ip.strip_prefix('[').and_then(|ip| ip.strip_suffix(']')).unwrap_or(ip);
    if !ip.is_empty() {
        ip.parse::<std::net::IpAddr>().ok()?;
    }
    let (first, last) = range(target)?;
    let outside = if published.is_empty() { None } else { Some(range(published)?) };
    let port = |n: u16, published: Option<String>| {
        let mut port = json!({ "mode": "ingress", "target": n, "protocol": protocol });
        if !ip.is_empty() {
            port["host_ip"] = ip.into();
        }
        if let Some(published) = published {
            port["published"] = published.into();
        }
        port
    };
    match outside {
        None => Some((first..=last).map(|n| port(n, None)).collect()),
        Some((low, high)) if high - low == last - first => {
            Some((first..=last).map(|n| port(n, Some((low + (n - first)).to_string()))).collect())
        }
        // Docker chooses one of the range.
        Some((low, high)) if first == last => Some(vec![port(first, Some(format!("{low}-{high}")))]),
        Some(_) => None,
    }
}

fn range(text: &str) -> Option<(u16, u16)> {
    let number = |text: &str| text.parse::<u16>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    match text.split_once('-') {
        Some((first, last)) => Some((number(first)?, number(last)?)).filter(|(first, last)| first <= last),
        None => number(text).map(|n| (n, n)),
    }
}

/// `./html:/srv:ro` or `data:/data` as a table.
pub(super) fn mount(text: &str) -> Option<Value> {
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, options) = match parts.as_slice() {
        [target] => (None, *target, ""),
        [source, target] => (Some(*source), *target, ""),
        [source, target, options] => (Some(*source), *target, *options),
        _ => return None,
    };
    if target.is_empty() || source.is_some_and(str::is_empty) || (parts.len() == 3 && options.is_empty()) {
        return None;
    }
    let is_bind = source.is_some_and(|source| source.starts_with(['.', '/', '~']));
    let kind = if is_bind { "bind" } else { "volume" };
    let mut more = Map::new();
    if is_bind {
        more.insert("create_host_path".to_owned(), true.into());
    }
    let mut mount = json!({ "type": kind, "target": target });
    if let Some(source) = source {
        mount["source"] = source.into();
    }
    for option in options.split(',') {
        match option {
            "ro" => mount["read_only"] = true.into(),
            "nocopy" => _ = more.insert("nocopy".to_owned(), true.into()),
            "z" | "Z" => _ = more.insert("selinux".to_owned(), option.into()),
            "rprivate" | "private" | "rshared" | "shared" | "rslave" | "slave" => {
                more.insert("propagation".to_owned(), option.into());
            }
            // Compose passes over what it does not know here.
            _ => {}
        }
    }
    mount[kind] = Value::Object(more);
    Some(mount)
}

/// `/dev/a:/dev/b:rwm` as a table.
pub(super) fn device(text: &str) -> Option<Value> {
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, rights) = match parts.as_slice() {
        [source] => (*source, *source, "rwm"),
        [source, target] => (*source, *target, "rwm"),
        [source, target, rights] => (*source, *target, *rights),
        _ => return None,
    };
    Some(json!({ "source": source, "target": target, "permissions": rights }))
}

/// `1.5h`, `1m30s`, `90s` as Go prints it: `1h30m0s`, `1m30s`.
pub(super) fn duration(text: &str) -> Option<String> {
    const UNITS: [(&str, f64); 7] =
        [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("h", 3.6e12), ("m", 6e10), ("s", 1e9)];
    if text == "0" {
        return Some("0s".to_owned());
    }
    let mut rest = text;
    let mut nanoseconds = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..end].parse().ok()?;
        let (unit, size) = UNITS.iter().find(|(unit, _)| rest[end..].starts_with(unit))?;
        nanoseconds += number * size;
        rest = &rest[end + unit.len()..];
    }
    (!text.is_empty() && nanoseconds < 9e18).then(|| told(nanoseconds))
}

fn told(nanoseconds: f64) -> String {
    if nanoseconds == 0.0 {
        return "0s".to_owned();
    }
    for (unit, size) in [("ns", 1.0), ("µs", 1e3), ("ms", 1e6)] {
        if nanoseconds < size * 1e3 {
            return format!("{}{unit}", nanoseconds / size);
        }
    }
    let seconds = nanoseconds / 1e9;
    let (hours, minutes) = ((seconds / 3600.0).floor(), (seconds / 60.0).floor() % 60.0);
    let seconds = ((seconds % 60.0) * 1e9).round() / 1e9;
    let hours_said = if hours > 0.0 { format!("{hours}h") } else { String::new() };
    let minutes_said = if hours > 0.0 || minutes > 0.0 { format!("{minutes}m") } else { String::new() };
    format!("{hours_said}{minutes_said}{seconds}s")
}

/// `128m`, `1.5gb`, `1024` as a number of bytes.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim();
    let unit = unit.strip_suffix("ib").or(unit.strip_suffix('b')).unwrap_or(unit);
    let size = match unit {
        "" => 1.0,
        "k" => 1024.0,
        "m" => 1024.0_f64.powi(2),
        "g" => 1024.0_f64.powi(3),
        "t" => 1024.0_f64.powi(4),
        "p" => 1024.0_f64.powi(5),
        _ => return None,
    };
    let bytes = number.parse::<f64>().ok()? * size;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it has no sign, and fits by then")]
    (bytes < 9e18).then_some(bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_told_one_by_one() {
        let port = |text: &str| {
            let ports = ports(text)?;
            Some(ports.iter().map(|port| format!("{}>{}", port["published"], port["target"])).collect::<Vec<_>>())
        };
        assert_eq!(port("8080:80"), Some(vec![r#""8080">80"#.into()]));
        assert_eq!(port("80"), Some(vec!["null>80".into()]));
        assert_eq!(port("7-8:17-18"), Some(vec![r#""7">17"#.into(), r#""8">18"#.into()]));
        assert_eq!(port("7-8:17"), Some(vec![r#""7-8">17"#.into()]));
        assert_eq!(ports("127.0.0.1:1:2/UDP").unwrap()[0]["host_ip"], "127.0.0.1");
        assert_eq!(ports("[::1]:1:2").unwrap()[0]["host_ip"], "::1");
        for bad in ["", "a", "80:", "1:2:3", "8080:80/http", "2-1", "1-2:1-3", "70000", "+1", "1:2:3:4"] {
            assert_eq!(ports(bad), None, "{bad}");
        }
    }

    #[test]
    fn mounts_are_told_by_their_parts() {
        let bind = json!({"type": "bind", "source": "./a", "target": "/a", "read_only": true, "bind": {"create_host_path": true}});
        assert_eq!(mount("./a:/a:ro"), Some(bind));
        assert_eq!(mount("d:/d"), Some(json!({"type": "volume", "source": "d", "target": "/d", "volume": {}})));
        assert_eq!(mount("/d"), Some(json!({"type": "volume", "target": "/d", "volume": {}})));
        for bad in ["", ":/a", "a:", "a:/b:", "a:/b:ro:x"] {
            assert_eq!(mount(bad), None, "{bad}");
        }
    }

    #[test]
    fn durations_and_sizes_are_told_in_one_form() {
        for (text, told) in
            [("90s", "1m30s"), ("1.5h", "1h30m0s"), ("100ms", "100ms"), ("1s500ms", "1.5s"), ("0", "0s"), ("5s", "5s")]
        {
            assert_eq!(duration(text).as_deref(), Some(told), "{text}");
        }
        for (text, told) in [("128m", 134_217_728), ("1.5kb", 1536), ("1 GiB", 1 << 30), ("7", 7)] {
            assert_eq!(bytes(text), Some(told), "{text}");
        }
        for bad in ["", "s", "1", "1 day", "5S"] {
            assert_eq!(duration(bad), None, "{bad}");
        }
        assert_eq!((bytes("x"), bytes("1x"), bytes("")), (None, None, None));
    }
}
