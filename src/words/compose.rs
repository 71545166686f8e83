//! Sentences of what is wrong with a Compose file.

use super::{FluentValue, say};
use crate::course::{ComposeFlaw, ComposePart, Form, Lang};

/// What is wrong with a Compose file.
pub(super) fn say_compose(lang: &Lang, flaw: &ComposeFlaw) -> String {
    let text = |name: &'static str, value: &str| (name, FluentValue::from(value.to_owned()));
    let (key, args) = match flaw {
        ComposeFlaw::NoService => ("no-service".to_owned(), vec![]),
        ComposeFlaw::NoImage { service } => ("no-image".to_owned(), vec![text("service", service)]),
        ComposeFlaw::Undefined { part, name, near } => {
            let key = format!("undefined-{}", word(*part));
            let unknown = say(lang, &format!("compose-{key}"), &[text("name", name)]);
            return match near {
                Some(near) => say(lang, "flaw-near", &[text("unknown", &unknown), text("near", near)]),
                None => unknown,
            };
        }
        ComposeFlaw::Circle { name } => ("circle".to_owned(), vec![text("name", name)]),
        ComposeFlaw::Exclusive { one, other } => ("exclusive".to_owned(), vec![text("one", one), text("other", other)]),
        ComposeFlaw::Form { form, found } => (format!("form-{}", form_word(*form)), vec![text("found", found)]),
        ComposeFlaw::Required { variable, said } if said.is_empty() => {
            ("required".to_owned(), vec![text("variable", variable)])
        }
        ComposeFlaw::Required { variable, said } => {
            ("required-said".to_owned(), vec![text("variable", variable), text("said", said)])
        }
        ComposeFlaw::NoFile { name } => ("no-file".to_owned(), vec![text("name", name)]),
        ComposeFlaw::TooMuch => ("too-much".to_owned(), vec![]),
        ComposeFlaw::EnvLine { name, line } => ("env-line".to_owned(), vec![text("place", &format!("{name}:{line}"))]),
    };
    say(lang, &format!("compose-{key}"), &args)
}

fn word(part: ComposePart) -> &'static str {
    match part {
        ComposePart::Service => "service",
        ComposePart::Network => "network",
        ComposePart::Volume => "volume",
        ComposePart::Secret => "secret",
        ComposePart::Config => "config",
    }
}

fn form_word(form: Form) -> &'static str {
    match form {
        Form::Variable => "variable",
        Form::Port => "port",
        Form::Mount => "mount",
        Form::Device => "device",
        Form::Command => "command",
        Form::HealthTest => "health-test",
        Form::Duration => "duration",
        Form::Bytes => "bytes",
        Form::Number => "number",
    }
}

#[cfg(test)]
pub(super) fn every_flaw() -> Vec<ComposeFlaw> {
    let s = || "x".to_owned();
    let undefined = |near: Option<String>| {
        ComposePart::ALL.map(|part| ComposeFlaw::Undefined { part, name: s(), near: near.clone() })
    };
    let mut flaws = vec![
        ComposeFlaw::NoService,
        ComposeFlaw::NoImage { service: s() },
        ComposeFlaw::Circle { name: s() },
        ComposeFlaw::Exclusive { one: s(), other: s() },
        ComposeFlaw::Required { variable: s(), said: s() },
        ComposeFlaw::Required { variable: s(), said: String::new() },
        ComposeFlaw::NoFile { name: s() },
        ComposeFlaw::EnvLine { name: s(), line: 2 },
        ComposeFlaw::TooMuch,
    ];
    flaws.extend(undefined(None));
    flaws.extend(undefined(Some(s())));
    flaws.extend(Form::ALL.map(|form| ComposeFlaw::Form { form, found: s() }));
    flaws
}
