//! Frames: what a viewer and the server say to each other through a socket. Bytes of the shell are binary messages, all
//! else is one JSON object with one key. Pure.

use axum::extract::ws::Message;
use serde::{Deserialize, Serialize};

/// A viewer's first message. `viewer` is a number of its page's own, `seen` how much of the output it has already.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::server) struct Hello {
    pub(in crate::server) token: String,
    pub(in crate::server) viewer: u64,
    pub(in crate::server) seen: u64,
    pub(in crate::server) rows: u16,
    pub(in crate::server) columns: u16,
}

/// What a viewer says after that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) enum Heard {
    Typed(Vec<u8>),
    /// All output up to there is on the screen.
    Seen(u64),
    Size {
        rows: u16,
        columns: u16,
    },
    /// A ping, a pong: a sign of life.
    Alive,
    Closed,
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Said {
    /// From where the output goes on, how much of it is a replay, and how much input has arrived.
    Attached { from: u64, replay: usize, typed: u64 },
    /// How much of the input the programs have read.
    Typed(u64),
    /// The shell has ended.
    Ended { code: Option<i32> },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Written {
    Seen(u64),
    Size { rows: u16, columns: u16 },
}

impl Hello {
    pub(in crate::server) fn read(message: &Message) -> Option<Self> {
        let Message::Text(text) = message else { return None };
        serde_json::from_str(text).ok()
    }
}

impl Heard {
    /// None for what no viewer of ours says.
    pub(in crate::server) fn read(message: Message) -> Option<Self> {
        Some(match message {
            Message::Binary(bytes) => Self::Typed(bytes.into()),
            Message::Text(text) => match serde_json::from_str(&text).ok()? {
                Written::Seen(offset) => Self::Seen(offset),
                Written::Size { rows, columns } => Self::Size { rows, columns },
            },
            Message::Ping(_) | Message::Pong(_) => Self::Alive,
            Message::Close(_) => Self::Closed,
        })
    }
}

impl Said {
    pub(super) fn message(&self) -> Message {
        // Numbers and words of ours always have a text.
        Message::text(serde_json::to_string(self).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w12_what_is_no_frame_is_none() {
        let hello = r#"{"token":"t","viewer":7,"seen":0,"rows":24,"columns":80}"#;
        assert!(Hello::read(&Message::text(hello)).is_some());
        for bad in ["", "not json", "[]", "{}", &hello.replace("24", "-1"), &hello.replace("24", "65536"), "{\"x\":1}"]
        {
            assert_eq!(Hello::read(&Message::text(bad)), None, "{bad}");
            assert_eq!(Heard::read(Message::text(bad)), None, "{bad}");
        }
        assert_eq!(Hello::read(&Message::binary(hello.as_bytes().to_vec())), None);
    }

    #[test]
    fn a_frame_has_one_key() {
        assert_eq!(Heard::read(Message::text("{\"seen\":5}")), Some(Heard::Seen(5)));
        let size = Message::text("{\"size\":{\"rows\":0,\"columns\":65535}}");
        assert_eq!(Heard::read(size), Some(Heard::Size { rows: 0, columns: 65535 }));
        assert_eq!(Said::Typed(3).message(), Message::text("{\"typed\":3}"));
        assert_eq!(Said::Ended { code: None }.message(), Message::text("{\"ended\":{\"code\":null}}"));
    }
}
