//! The task that owns a pseudo terminal: bytes from the shell to the scrollback and the viewer, bytes from the viewer to
//! the shell, and an end.
//!
//! Only this task touches the terminal, so nothing is locked. It never waits for a viewer: what one has no room for
//! stays in the scrollback, and nothing more is read from the shell until there is room again.

use std::collections::{BTreeMap, VecDeque};
use std::fs::Permissions;
use std::future::pending;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use pty_process::{Command, OwnedReadPty, OwnedWritePty};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Child;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use super::family::Family;
use super::scrollback::Scrollback;
use super::window::Window;
use super::{Attached, KEPT, News, Order, Size, TYPED, Viewer, WINDOW, Wish};
use crate::offspring;
use crate::private;

/// How much is read at once: as much as a pseudo terminal holds.
const PIECE: usize = 16 << 10;
/// How many messages may be on their way to a viewer.
const ON_THE_WAY: usize = 64;
/// How long what a shell printed last may lag behind its end.
const LAG: Duration = Duration::from_millis(200);
/// How many viewers' input is still counted after another one took over.
const VIEWERS: usize = 16;

/// Starts the shell and its task.
pub(super) fn start(wish: &Wish, inbox: mpsc::Receiver<Order>) -> io::Result<()> {
    private::close(&wish.scratch)?;
    let own = Permissions::from_mode(0o700);
    let folder = tempfile::Builder::new().permissions(own).tempdir_in(&wish.scratch)?;
    let launch = wish.shell.launch(&wish.env, &wish.label, folder.path());
    if let Some((name, text)) = &launch.file {
        private::write_new(&folder.path().join(name), text)?;
    }
    let family = Family::new()?;
    let (pty, pts) = pty_process::open().map_err(io::Error::other)?;
    pty.resize(wish.size.into()).map_err(io::Error::other)?;
    let command = Command::new(&launch.program).args(&launch.arguments).env_clear().envs(launch.env);
    let command = command.env("TERM", "xterm-256color").env("COLORTERM", "truecolor");
    let command = command.envs([family.mark()]).envs([offspring::mark()]).current_dir(&wish.folder).kill_on_drop(true);
    let child = command.spawn(pts).map_err(io::Error::other)?;
    let family = family.of(child.id());
    let (from, to) = pty.into_split();
    let host = Host {
        to,
        inbox,
        kept: Scrollback::new(KEPT),
        pending: VecDeque::new(),
        typed: BTreeMap::new(),
        watched: None,
        _folder: folder,
    };
    tokio::spawn(host.run(from, child, family));
    Ok(())
}

struct Host {
    to: OwnedWritePty,
    inbox: mpsc::Receiver<Order>,
    kept: Scrollback,
    /// Input that the shell has not read yet.
    pending: VecDeque<u8>,
    /// How much of each viewer's input has arrived.
    typed: BTreeMap<u64, u64>,
    watched: Option<Watched>,
    /// Holds the start-up file.
    _folder: tempfile::TempDir,
}

/// The viewer who looks now.
struct Watched {
    id: u64,
    news: mpsc::Sender<News>,
    window: Window,
    /// How far it has been told.
    told: u64,
}

/// Why the task ends.
enum End {
    /// The shell has ended by itself.
    Shell(Option<i32>),
    /// Nobody wants it any more.
    Wanted,
}

impl Host {
    async fn run(mut self, mut from: OwnedReadPty, mut child: Child, family: Family) {
        let end = self.talk(&mut from, &mut child).await;
        if let End::Shell(code) = end {
            self.last_words(&mut from).await;
            if let Some(watched) = self.watched.take() {
                // It waits for a viewer only as long as for anything else at the end.
                let _ = watched.news.send_timeout(News::Ended(code), LAG).await;
            }
        }
        family.end().await;
        let _ = child.wait().await;
    }

    async fn talk(&mut self, from: &mut OwnedReadPty, child: &mut Child) -> End {
        let mut piece = vec![0; PIECE];
        loop {
            let may_read = self.watched.as_ref().is_none_or(|watched| watched.is_ready(&self.kept));
            let (next, _) = self.pending.as_slices();
            let is_late = self.watched.as_ref().is_some_and(|watched| watched.told < self.kept.end());
            let watched = self.watched.as_ref();
            tokio::select! {
                // On Linux the end of reading is an error; the shell's own end says why.
                Ok(length @ 1..) = from.read(&mut piece), if may_read => self.print(&piece[..length]),
                written = self.to.write(next), if !next.is_empty() => match written {
                    Ok(length) => self.wrote(length),
                    Err(_) => self.pending.clear(),
                },
                // It has taken what was on its way, or will never take any more.
                () = has_room(watched), if is_late => self.tell(),
                () = has_left(watched) => self.watched = None,
                order = self.inbox.recv() => match order {
                    None | Some(Order::Close) => return End::Wanted,
                    Some(order) => self.obey(order),
                },
                status = child.wait() => return End::Shell(status.ok().and_then(|status| status.code())),
            }
        }
    }

    /// What the shell still had to say; something in the background may hold the terminal open, and is not waited for.
    async fn last_words(&mut self, from: &mut OwnedReadPty) {
        let until = Instant::now() + LAG;
        let mut piece = vec![0; PIECE];
        while let Ok(Ok(length @ 1..)) = timeout_at(until, from.read(&mut piece)).await {
            self.print(&piece[..length]);
        }
    }

    fn print(&mut self, bytes: &[u8]) {
        self.kept.push(bytes);
        self.tell();
    }

    /// Tells the viewer what it has not been told, as far as there is room on the way.
    fn tell(&mut self) {
        let Some(watched) = &mut self.watched else { return };
        let (from, bytes) = self.kept.since(watched.told);
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        match watched.news.try_send(News::Output(bytes)) {
            Ok(()) => {
                watched.told = from + length as u64;
                watched.window.sent(length);
            }
            Err(mpsc::error::TrySendError::Full(_)) => {}
            Err(mpsc::error::TrySendError::Closed(_)) => self.watched = None,
        }
    }

    fn wrote(&mut self, length: usize) {
        self.pending.drain(..length);
        let waiting = self.pending.len() as u64;
        if let Some(watched) = &self.watched {
            let arrived = self.typed.get(&watched.id).copied().unwrap_or_default();
            // Where there is no room, a later word says more.
            let _ = watched.news.try_send(News::Typed(arrived.saturating_sub(waiting)));
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Attach { viewer, answer } => self.attach(viewer, answer),
            Order::Type { viewer, bytes } => self.take(viewer, &bytes),
            Order::Seen { viewer, offset } => {
                if let Some(watched) = self.watched.as_mut().filter(|watched| watched.id == viewer) {
                    watched.window.seen(offset);
                }
                self.tell();
            }
            Order::Resize(size) => self.resize(size),
            // Ends the task before it comes here.
            Order::Close => {}
        }
    }

    fn attach(&mut self, viewer: Viewer, answer: oneshot::Sender<Attached>) {
        let (from, replay) = self.kept.since(viewer.seen);
        let (news, received) = mpsc::channel(ON_THE_WAY);
        if self.typed.len() >= VIEWERS && !self.typed.contains_key(&viewer.id) {
            self.typed.pop_first();
        }
        let typed = *self.typed.entry(viewer.id).or_default();
        let end = self.kept.end();
        let mut window = Window::new(from.min(end), WINDOW);
        window.sent(replay.len());
        self.watched = Some(Watched { id: viewer.id, news, window, told: end });
        self.resize(viewer.size);
        let _ = answer.send(Attached { replay, from, typed, news: received });
    }

    /// Takes input from the one who looks. More than may wait is more than a sound viewer sends; it is cut off.
    fn take(&mut self, viewer: u64, bytes: &[u8]) {
        if self.watched.as_ref().is_none_or(|watched| watched.id != viewer) {
            return;
        }
        if self.pending.len() + bytes.len() > TYPED * 2 {
            self.watched = None;
            return;
        }
        self.pending.extend(bytes);
        *self.typed.entry(viewer).or_default() += bytes.len() as u64;
    }

    fn resize(&self, size: Size) {
        // One that has just ended has no size.
        let _ = self.to.resize(size.into());
    }
}

/// Waits until something may be put on the way to a viewer.
async fn has_room(watched: Option<&Watched>) {
    match watched {
        Some(watched) => drop(watched.news.reserve().await),
        None => pending().await,
    }
}

/// Waits until a viewer takes no more.
async fn has_left(watched: Option<&Watched>) {
    match watched {
        Some(watched) => watched.news.closed().await,
        None => pending().await,
    }
}

impl Watched {
    /// Whether it can take more than it has been told.
    fn is_ready(&self, kept: &Scrollback) -> bool {
        self.window.is_open() && self.told == kept.end()
    }
}

impl From<Size> for pty_process::Size {
    fn from(size: Size) -> Self {
        Self::new(size.rows, size.columns)
    }
}
