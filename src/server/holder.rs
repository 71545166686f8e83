//! Who holds a port, as far as this user may see: Linux shows it in `/proc`; elsewhere nobody is named.
#![expect(clippy::disallowed_methods, reason = "reads what the system says of its sockets and processes")]

use std::fs;
use std::path::Path;

/// The state of a socket that listens, as the kernel writes it.
const LISTENS: &str = "0A";

/// `nginx (pid 812)`: the program that listens on `port` at any address.
pub(super) fn of(port: u16) -> Option<String> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    let inodes: Vec<String> = tables
        .iter()
        .filter_map(|table| fs::read_to_string(table).ok())
        .flat_map(|table| inodes(&table, port))
        .collect();
    let processes = fs::read_dir("/proc").ok()?.flatten().map(|process| process.path());
    let by_pid =
        processes.filter(|path| path.file_name().is_some_and(|name| name.as_encoded_bytes()[0].is_ascii_digit()));
    by_pid.into_iter().find(|process| has_open(process, &inodes)).and_then(|process| name(&process))
}

/// The inodes of the sockets that listen on `port`, out of a table of the kernel's.
fn inodes(table: &str, port: u16) -> Vec<String> {
    let ending = format!(":{port:04X}");
    let rows = table.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    let listening = rows.filter(|row| row.len() > 9 && row[3] == LISTENS && row[1].ends_with(&ending));
    listening.map(|row| row[9].to_owned()).collect()
}

/// Whether a process has one of these sockets open; another user's cannot be seen.
fn has_open(process: &Path, inodes: &[String]) -> bool {
    let Ok(open) = fs::read_dir(process.join("fd")) else { return false };
    let targets = open.flatten().filter_map(|file| fs::read_link(file.path()).ok());
    targets.map(|target| target.display().to_string()).any(|target| {
        let inode = target.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']'));
        inode.is_some_and(|inode| inodes.iter().any(|ours| ours == inode))
    })
}

fn name(process: &Path) -> Option<String> {
    let pid = process.file_name()?.to_str()?;
    let program = fs::read_to_string(process.join("comm")).ok()?;
    // A program names itself, so what it says is only data.
    let program: String = program.trim_end().chars().filter(|c| !c.is_control()).collect();
    Some(format!("{program} (pid {pid})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_table_is_read() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   \
            0: 0100007F:1ED2 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1\n   \
            1: 0100007F:1ED2 0100007F:9999 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1\n";
        assert_eq!(inodes(table, 7890), ["4711"]);
        assert!(inodes(table, 7891).is_empty());
    }
}
