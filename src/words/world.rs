//! Sentences of what exists in an exercise's world, and of what happened to it.

use super::{FluentValue, say, size};
use crate::course::{Lang, Occurrence, WorldState};

/// What a thing is doing, in a few words.
pub fn world_state(lang: &Lang, state: &WorldState) -> String {
    let text = |name: &'static str, value: &str| (name, FluentValue::from(value.to_owned()));
    // As a text, since a number would be grouped by thousands.
    let number = |name: &'static str, value: u64| (name, FluentValue::from(value.to_string()));
    let mut key = format!("world-state-{}", state.word());
    let args = match state {
        WorldState::Exited { code } => vec![text("code", &code.to_string())],
        WorldState::Ready { ready, wanted } | WorldState::Done { done: ready, wanted } => {
            vec![number("ready", *ready), number("wanted", *wanted)]
        }
        WorldState::Failed { reason } if reason.is_empty() => vec![],
        WorldState::Failed { reason } => {
            key += "-why";
            vec![text("word", reason)]
        }
        WorldState::Waiting { reason: word } | WorldState::Told { word } => vec![text("word", word)],
        // A number, since the words depend on it.
        WorldState::UsedBy { count } | WorldState::Reaches { count } | WorldState::Holds { count } => {
            vec![("count", (*count).into())]
        }
        WorldState::Size { bytes } => vec![("size", size(*bytes).into())],
        WorldState::Release { status, revision } => vec![text("word", status), text("revision", revision)],
        WorldState::Exists
        | WorldState::Created
        | WorldState::Running
        | WorldState::Starting
        | WorldState::Unhealthy
        | WorldState::Paused
        | WorldState::Restarting
        | WorldState::Pending
        | WorldState::Succeeded
        | WorldState::Terminating
        | WorldState::Suspended
        | WorldState::Bound => vec![],
    };
    say(lang, &key, &args)
}

/// What happened to a thing.
pub fn occurrence(lang: &Lang, what: &Occurrence) -> String {
    let text = |name: &'static str, value: &str| (name, FluentValue::from(value.to_owned()));
    let (key, args) = match what {
        Occurrence::Created => ("created", vec![]),
        Occurrence::Started => ("started", vec![]),
        Occurrence::Ended { code } => ("ended", vec![text("code", &code.to_string())]),
        Occurrence::OutOfMemory => ("out-of-memory", vec![]),
        Occurrence::Checked { code, output } => {
            ("checked", vec![text("code", &code.to_string()), text("output", output)])
        }
        Occurrence::Told { reason, message, warning: _ } => {
            ("told", vec![text("reason", reason), text("output", message)])
        }
    };
    say(lang, &format!("world-happened-{key}"), &args)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states() -> Vec<WorldState> {
        let word = || "Word".to_owned();
        vec![
            WorldState::Exists,
            WorldState::Created,
            WorldState::Running,
            WorldState::Starting,
            WorldState::Unhealthy,
            WorldState::Paused,
            WorldState::Restarting,
            WorldState::Exited { code: 3 },
            WorldState::Ready { ready: 2, wanted: 3 },
            WorldState::Pending,
            WorldState::Waiting { reason: word() },
            WorldState::Succeeded,
            WorldState::Failed { reason: word() },
            WorldState::Failed { reason: String::new() },
            WorldState::Terminating,
            WorldState::Done { done: 0, wanted: 1 },
            WorldState::Suspended,
            WorldState::UsedBy { count: 1 },
            WorldState::Reaches { count: 0 },
            WorldState::Bound,
            WorldState::Holds { count: 2 },
            WorldState::Size { bytes: 4_400_000 },
            WorldState::Release { status: "deployed".to_owned(), revision: "2".to_owned() },
            WorldState::Told { word: word() },
        ]
    }

    #[test]
    fn every_state_and_happening_has_its_words_in_both_languages() {
        let output = || "ok".to_owned();
        let happened = [
            Occurrence::Created,
            Occurrence::Started,
            Occurrence::Ended { code: 137 },
            Occurrence::OutOfMemory,
            Occurrence::Checked { code: 1, output: output() },
            Occurrence::Told { reason: "BackOff".to_owned(), message: output(), warning: true },
        ];
        for lang in [Lang::en(), Lang::new("zh-cn")] {
            let said = states().iter().map(|state| world_state(&lang, state)).collect::<Vec<_>>();
            for text in said.into_iter().chain(happened.iter().map(|what| occurrence(&lang, what))) {
                assert!(!text.contains("world-") && !text.contains("Unknown") && !text.contains("{$"), "{text}");
            }
        }
    }

    #[test]
    fn a_learner_is_told_in_a_learners_words() {
        let said = |state: WorldState| world_state(&Lang::en(), &state);
        assert_eq!(said(WorldState::Exited { code: 3 }), "exited (3)");
        assert_eq!(said(WorldState::Ready { ready: 2, wanted: 3 }), "2/3 ready");
        assert_eq!(said(WorldState::Waiting { reason: "ImagePullBackOff".into() }), "waiting: ImagePullBackOff");
        assert_eq!(said(WorldState::UsedBy { count: 0 }), "not in use");
        assert_eq!(said(WorldState::UsedBy { count: 1 }), "used by 1 container");
        assert_eq!(said(WorldState::Reaches { count: 3 }), "reaches 3 ready Pods");
        assert_eq!(world_state(&Lang::new("zh-cn"), &WorldState::Reaches { count: 0 }), "没有就绪的 Pod");
    }
}
