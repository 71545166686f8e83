//! A real shell behind a real pseudo terminal.
#![expect(clippy::disallowed_methods, reason = "looks for processes that should have gone")]

use std::time::{Duration, Instant};

use super::*;

fn wish(folder: &std::path::Path) -> Wish {
    let env = [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("HOME", "/nonexistent"), ("LANG", "C.UTF-8")];
    let env = env.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let shell = Shell::new("/bin/bash".into());
    Wish {
        shell,
        folder: folder.to_owned(),
        env,
        label: "docker/x".into(),
        size: Size::new(24, 80),
        scratch: folder.join("scratch"),
    }
}

struct Screen {
    terminal: Terminal,
    viewer: u64,
    text: String,
    seen: u64,
    news: tokio::sync::mpsc::Receiver<News>,
}

impl Screen {
    async fn look(terminal: &Terminal, viewer: u64, seen: u64) -> Self {
        let attached = terminal.attach(Viewer { id: viewer, seen, size: Size::new(24, 80) }).await.unwrap();
        let text = String::from_utf8_lossy(&attached.replay).into_owned();
        let seen = attached.from + attached.replay.len() as u64;
        Self { terminal: terminal.clone(), viewer, text, seen, news: attached.news }
    }

    async fn type_in(&self, text: &str) {
        self.terminal.type_in(self.viewer, text.as_bytes().to_vec()).await;
    }

    /// Shows what comes until it holds a text.
    async fn until(&mut self, wanted: &str) {
        let end = tokio::time::Instant::now() + Duration::from_secs(10);
        while !self.text.contains(wanted) {
            match tokio::time::timeout_at(end, self.news.recv()).await {
                Ok(Some(News::Output(bytes))) => {
                    self.seen += bytes.len() as u64;
                    self.text.push_str(&String::from_utf8_lossy(&bytes));
                    // Of a flood the end is enough, and all that is looked through each time.
                    let over = self.text.len().saturating_sub(32 << 10);
                    self.text = self.text.split_off(self.text.ceil_char_boundary(over));
                    self.terminal.seen(self.viewer, self.seen).await;
                }
                Ok(Some(News::Typed(_))) => {}
                other => panic!("{wanted:?} did not come, but {other:?}, after {:?}", self.text),
            }
        }
    }
}

#[tokio::test]
async fn a_shell_is_where_it_should_be_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::open(&wish(folder.path())).unwrap();
    let mut screen = Screen::look(&terminal, 1, 0).await;
    screen.until("(docker/x)").await;
    screen.type_in("echo \"at $PWD $(stty size) $TERM\"\r").await;
    screen.until(&format!("at {} 24 80 xterm-256color", folder.path().canonicalize().unwrap().display())).await;
    terminal.resize(Size::new(0, 65535)).await;
    screen.type_in("stty size\r").await;
    screen.until("1 1000").await;
    screen.type_in("exit 3\r").await;
    let end = async {
        loop {
            if let News::Ended(code) = screen.news.recv().await.unwrap() {
                return code;
            }
        }
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(5), end).await.unwrap(), Some(3));
}

#[tokio::test]
async fn r16_a21_a_start_up_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let scratch = folder.path().join("scratch");
    std::fs::create_dir(&scratch).unwrap();
    // As a careless umask would have made it.
    std::fs::set_permissions(&scratch, std::fs::Permissions::from_mode(0o777)).unwrap();
    let terminal = Terminal::open(&wish(folder.path())).unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let one = std::fs::read_dir(&scratch).unwrap().next().unwrap().unwrap().path();
    assert_eq!((mode(&scratch), mode(&one), mode(&one.join("bashrc"))), (0o700, 0o700, 0o600));
    terminal.close().await;
    assert!(!one.exists());
}

#[tokio::test]
async fn one_who_comes_back_sees_what_was_there_and_types_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::open(&wish(folder.path())).unwrap();
    let mut first = Screen::look(&terminal, 1, 0).await;
    first.type_in("echo on$((1))e; sleep 0.3; echo tw$((2))o\r").await;
    first.until("on1e").await;
    let (seen, typed) = (first.seen, "echo on$((1))e; sleep 0.3; echo tw$((2))o\r".len() as u64);
    drop(first);
    tokio::time::sleep(Duration::from_millis(600)).await;
    let back = terminal.attach(Viewer { id: 1, seen, size: Size::new(24, 80) }).await.unwrap();
    assert_eq!((back.from, back.typed), (seen, typed));
    assert!(String::from_utf8_lossy(&back.replay).contains("tw2o"));
    // Another page knows nothing yet, and the first one is told no more.
    let second = Screen::look(&terminal, 2, 0).await;
    assert!(second.text.contains("on1e") && second.text.contains("tw2o"));
    terminal.type_in(1, b"echo fo$((3))rged\r".to_vec()).await;
    let mut second = second;
    second.type_in("echo en$((4))d\r").await;
    second.until("en4d").await;
    assert!(!second.text.contains("fo3rged"), "who does not look does not type");
}

#[tokio::test]
async fn r34_a75_a_flood_waits_for_its_viewer() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::open(&wish(folder.path())).unwrap();
    let mut screen = Screen::look(&terminal, 1, 0).await;
    screen.type_in("yes\r").await;
    screen.until("y\r\ny\r\n").await;
    let mut unseen = 0;
    while let Ok(Some(news)) = tokio::time::timeout(Duration::from_millis(300), screen.news.recv()).await {
        if let News::Output(bytes) = news {
            unseen += bytes.len() as u64;
        }
    }
    assert!(unseen <= WINDOW + (16 << 10), "{unseen} bytes were sent to one who shows nothing");
    screen.seen += unseen;
    terminal.seen(1, screen.seen).await;
    screen.until("y\r\ny").await;
    screen.type_in("\u{3}echo st$((0))opped\r").await;
    let begun = Instant::now();
    screen.until("st0opped").await;
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn r34_a_viewer_who_is_slow_with_many_small_pieces_gets_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::open(&wish(folder.path())).unwrap();
    let mut screen = Screen::look(&terminal, 1, 0).await;
    screen.type_in("for n in {1..300}; do echo line; sleep 0.001; done; echo th$((0))rough\r").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    // It is not said how much was shown: that is due at the next 64 KB only.
    let all = async {
        let mut text = String::new();
        while !text.contains("th0rough") {
            if let Some(News::Output(bytes)) = screen.news.recv().await {
                text.push_str(&String::from_utf8_lossy(&bytes));
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(5), all).await.unwrap();
}

#[tokio::test]
async fn r34_a_shell_goes_on_when_a_viewer_leaves_who_had_no_room_left() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::open(&wish(folder.path())).unwrap();
    let screen = Screen::look(&terminal, 1, 0).await;
    screen.type_in("head -c 3000000 /dev/zero | tr '\\0' x; touch done\r").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!folder.path().join("done").exists(), "it waits for its viewer");
    drop(screen);
    let begun = Instant::now();
    while !folder.path().join("done").exists() {
        assert!(begun.elapsed() < Duration::from_secs(5), "the shell waits for nobody");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a75_a_storm_of_sizes_ends_with_the_last_one() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::open(&wish(folder.path())).unwrap();
    let mut screen = Screen::look(&terminal, 1, 0).await;
    screen.type_in("trap ': $((n+=1))' WINCH; yes &\r").await;
    screen.until("y\r\ny\r\n").await;
    for size in 0..2000_u16 {
        terminal.resize(Size::new(10 + size % 40, 40 + size % 80)).await;
    }
    terminal.resize(Size::new(10, 40)).await;
    terminal.seen(1, u64::MAX).await;
    screen.type_in("kill %1; wait; echo now $(stty size)\r").await;
    let begun = Instant::now();
    screen.until("now 10 40").await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn r41_f16_what_ignores_a_hang_up_or_left_its_session_ends_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::open(&wish(folder.path())).unwrap();
    let mut screen = Screen::look(&terminal, 1, 0).await;
    screen
        .type_in(
            "trap '' HUP TERM; (trap '' HUP TERM; echo $BASHPID >> pids; sleep 600) & \
             setsid --fork bash -c 'trap \"\" HUP TERM; echo $$ >> pids; sleep 600; true' & \
             sleep 0.5; echo $$ >> pids; echo re$((1))ady\r",
        )
        .await;
    screen.until("re1ady").await;
    let pids = std::fs::read_to_string(folder.path().join("pids")).unwrap();
    assert_eq!(pids.lines().count(), 3, "{pids}");
    terminal.close().await;
    for pid in pids.lines() {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        assert!(stat.is_empty() || stat.contains(") Z"), "{stat}");
    }
    assert!(terminal.has_ended());
}

/// Where no control group can be had, only its environment, its session or its parent would tell.
#[tokio::test]
async fn r41_f16_a_control_group_holds_what_hides_from_all_else() {
    let Some(probe) = super::cgroup::Cgroup::new("probe") else { return };
    drop(probe);
    let folder = tempfile::tempdir().unwrap();
    let terminal = Terminal::open(&wish(folder.path())).unwrap();
    let mut screen = Screen::look(&terminal, 1, 0).await;
    let hidden = "env -i PATH=$PATH setsid --fork setsid --fork bash -c 'echo $$ > pid; sleep 600; true'";
    screen.type_in(&format!("{hidden}; sleep 0.5; echo re$((1))ady\r")).await;
    screen.until("re1ady").await;
    let pid = std::fs::read_to_string(folder.path().join("pid")).unwrap();
    let stat = || std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    assert!(!stat().is_empty());
    terminal.close().await;
    assert!(stat().is_empty() || stat().contains(") Z"), "{}", stat());
}
