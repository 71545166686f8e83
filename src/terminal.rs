//! Terminal: a learner's shell in a workspace, that one viewer at a time looks at, and that ends with all it started.
//!
//! A shell goes on while nobody looks: what it prints meanwhile is kept, as far back as `Scrollback` reaches. While
//! somebody looks, no more is read from it than the viewer has room for (R34). Nothing here knows HTTP or learners.
//!
//! `shell` says what is started, `family` finds what came of it and `cgroup` holds that together, `host` is the task that
//! owns the pseudo terminal.

mod cgroup;
mod family;
mod host;
mod scrollback;
mod shell;
mod window;

use std::io;
use std::path::PathBuf;

use tokio::sync::{mpsc, oneshot};

pub use cgroup::tidy;
pub use shell::Shell;

/// How much of its output is kept.
pub const KEPT: usize = 256 << 10;
/// How much a viewer may lag behind before the shell has to wait.
pub const WINDOW: u64 = 512 << 10;
/// How much input may wait for a program to read it; more than a viewer may have under way.
pub const TYPED: usize = 64 << 10;

/// What to start, and where.
#[derive(Debug, Clone)]
pub struct Wish {
    pub shell: Shell,
    /// The workspace.
    pub folder: PathBuf,
    /// The whole environment, and nothing else.
    pub env: Vec<(String, String)>,
    /// A folder for its start-up file, for its owner alone (R16).
    pub scratch: PathBuf,
    /// What the prompt shows, as `docker/keep-the-data`.
    pub label: String,
    pub size: Size,
}

/// Rows and columns. Zero is one, and no screen has more than a thousand (W11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    rows: u16,
    columns: u16,
}

impl Size {
    const MOST: u16 = 1000;

    pub fn new(rows: u16, columns: u16) -> Self {
        Self { rows: rows.clamp(1, Self::MOST), columns: columns.clamp(1, Self::MOST) }
    }
}

/// A running shell. Cheap to clone; it ends by itself, by [`Terminal::close`], or with its last clone.
#[derive(Debug, Clone)]
pub struct Terminal {
    orders: mpsc::Sender<Order>,
}

/// What a viewer wishes of a shell.
#[derive(Debug)]
enum Order {
    Attach { viewer: Viewer, answer: oneshot::Sender<Attached> },
    Type { viewer: u64, bytes: Vec<u8> },
    Seen { viewer: u64, offset: u64 },
    Resize(Size),
    Close,
}

/// Who looks, and what they have already.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    /// Made by the viewer, the same as long as its page lives: its input is counted through.
    pub id: u64,
    /// How much of the output it has.
    pub seen: u64,
    pub size: Size,
}

/// What a viewer gets when it begins to look.
#[derive(Debug)]
pub struct Attached {
    /// What is kept of the output and the viewer has not seen.
    pub replay: Vec<u8>,
    /// Where that begins in all of the output; more than what it has seen where the beginning is lost.
    pub from: u64,
    /// How much of this viewer's input has arrived, so that none is sent twice.
    pub typed: u64,
    /// What comes from now on; it ends when another viewer looks.
    pub news: mpsc::Receiver<News>,
}

/// What happens in a terminal that somebody looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    Output(Vec<u8>),
    /// The program has read this much of the viewer's input.
    Typed(u64),
    /// The shell has ended, with this code if it was not by a signal.
    Ended(Option<i32>),
}

impl Terminal {
    /// Starts a shell.
    ///
    /// # Errors
    /// When there is no pseudo terminal, or the shell cannot be started.
    pub fn open(wish: &Wish) -> io::Result<Self> {
        let (orders, inbox) = mpsc::channel(64);
        host::start(wish, inbox)?;
        Ok(Self { orders })
    }

    /// Looks at it; whoever looked before does so no more. None where it has ended and everything was told.
    pub async fn attach(&self, viewer: Viewer) -> Option<Attached> {
        let (answer, attached) = oneshot::channel();
        self.orders.send(Order::Attach { viewer, answer }).await.ok()?;
        attached.await.ok()
    }

    /// Types for the one who looks; what others type is dropped.
    pub async fn type_in(&self, viewer: u64, bytes: Vec<u8>) {
        self.order(Order::Type { viewer, bytes }).await;
    }

    /// A viewer has shown the output up to there.
    pub async fn seen(&self, viewer: u64, offset: u64) {
        self.order(Order::Seen { viewer, offset }).await;
    }

    pub async fn resize(&self, size: Size) {
        self.order(Order::Resize(size)).await;
    }

    /// Ends the shell and all that it started.
    pub async fn close(&self) {
        self.order(Order::Close).await;
        self.orders.closed().await;
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        self.orders.is_closed()
    }

    /// An order to one that has ended is no order.
    async fn order(&self, order: Order) {
        let _ = self.orders.send(order).await;
    }
}

#[cfg(test)]
mod tests;
