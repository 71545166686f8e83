//! What BuildKit refuses in a Dockerfile that parses: pairs without a name, flags that there are not, names that can be
//! no image's, ports that are no numbers. Pure. What holds a `$` is known when it is built.

use parse_dockerfile::{Command, Dockerfile, Flag, HealthcheckArguments, Instruction, UnescapedString};

use super::pairs;
use crate::check::look::yaml::near;
use crate::course::{Arity, Slip};
use crate::engine::is_reference;

/// The flags of the instructions that have some.
const FLAGS: [(&str, &[&str]); 5] = [
    ("FROM", &["platform"]),
    ("COPY", &["from", "chown", "chmod", "link", "parents", "exclude"]),
    ("ADD", &["chown", "chmod", "link", "keep-git-dir", "checksum", "exclude", "unpack"]),
    ("RUN", &["mount", "network", "security", "device"]),
    ("HEALTHCHECK", &["interval", "timeout", "start-period", "start-interval", "retries"]),
];

/// Every slip, with the byte at which it stands.
pub(super) fn all(parsed: &Dockerfile<'_>) -> Vec<(usize, Slip)> {
    let mut slips = Vec::new();
    let mut stages: Vec<String> = Vec::new();
    for instruction in &parsed.instructions {
        match instruction {
            Instruction::From(it) => {
                flags("FROM", &it.options, &mut slips);
                if !is_variable(&it.image)
                    && !stages.contains(&it.image.value.to_lowercase())
                    && !is_image(&it.image.value)
                {
                    slips.push((it.image.span.start, Slip::ImageName { name: it.image.value.to_string() }));
                }
                if let Some((keyword, name)) = &it.as_ {
                    if !is_stage_name(&name.value) {
                        slips.push((keyword.span.start, Slip::StageName));
                    }
                    stages.push(name.value.to_lowercase());
                }
            }
            Instruction::Copy(it) => flags("COPY", &it.options, &mut slips),
            Instruction::Add(it) => flags("ADD", &it.options, &mut slips),
            Instruction::Run(it) => flags("RUN", &it.options, &mut slips),
            Instruction::Healthcheck(it) => {
                flags("HEALTHCHECK", &it.options, &mut slips);
                if let HealthcheckArguments::Cmd { cmd, arguments, .. } = &it.arguments
                    && is_empty(arguments)
                {
                    let word = "HEALTHCHECK CMD".to_owned();
                    slips.push((cmd.span.start, Slip::Arguments { word, wanted: Arity::OneOrMore }));
                }
            }
            Instruction::Env(it) => paired("ENV", &it.arguments, &mut slips),
            Instruction::Label(it) => paired("LABEL", &it.arguments, &mut slips),
            Instruction::Expose(it) => {
                let ports = it.arguments.iter().filter(|port| !is_variable(port) && !is_port(&port.value));
                slips.extend(ports.map(|port| (port.span.start, Slip::Port { word: port.value.to_string() })));
            }
            // Of these, the parser says all that there is to say; of an `ONBUILD`, those who build on it.
            _ => {}
        }
    }
    slips
}

fn is_variable(text: &UnescapedString<'_>) -> bool {
    text.value.contains('$')
}

fn flags(word: &str, options: &[Flag<'_>], slips: &mut Vec<(usize, Slip)>) {
    let known = FLAGS.iter().find(|(name, _)| *name == word).map_or(&[][..], |(_, flags)| flags);
    for flag in options.iter().map(|flag| &flag.name).filter(|flag| !known.contains(&&*flag.value)) {
        let near = near(&flag.value, known.iter().copied());
        slips.push((flag.span.start, Slip::Flag { word: word.to_owned(), flag: flag.value.to_string(), near }));
    }
}

/// `name=value` each, or, as it was once written, one name and the rest of the line.
fn paired(word: &str, arguments: &UnescapedString<'_>, slips: &mut Vec<(usize, Slip)>) {
    let strange =
        pairs(&arguments.value).into_iter().find(|pair| pair.split_once('=').is_none_or(|(name, _)| name.is_empty()));
    slips.extend(strange.map(|pair| (arguments.span.start, Slip::Pair { word: word.to_owned(), pair })));
}

fn is_empty(command: &Command<'_>) -> bool {
    match command {
        Command::Exec(list) => list.value.is_empty(),
        Command::Shell(line) => line.value.trim().is_empty(),
        _ => false,
    }
}

/// A reference whose repository is in lower case, as all are; a host may be written in any way.
fn is_image(name: &str) -> bool {
    let named = name.split_once('@').map_or(name, |(named, _)| named);
    let path = match named.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host != host.to_lowercase() => path,
        _ => named,
    };
    let repository = path.rsplit_once(':').map_or(path, |(repository, _)| repository);
    is_reference(name) && repository == repository.to_lowercase()
}

fn is_stage_name(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(inner)
}

/// `80`, `80/udp` or `8000-8010`.
fn is_port(text: &str) -> bool {
    let (numbers, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let is_number = |number: &str| number.parse::<u16>().is_ok_and(|number| number > 0);
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    is_number(first) && is_number(last) && ["tcp", "udp", "sctp"].contains(&protocol.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(line: &str, expected: &[Slip]) {
        let text = format!("FROM busybox AS Build\n{line}\n");
        let parsed = parse_dockerfile::parse(&text).unwrap();
        let found: Vec<Slip> = all(&parsed).into_iter().map(|(_, slip)| slip).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn what_buildkit_refuses_is_refused() {
        let text = str::to_owned;
        let pair = |word: &str, pair: &str| Slip::Pair { word: text(word), pair: text(pair) };
        refused("ENV A", &[pair("ENV", "A")]);
        refused("ENV A=1 B", &[pair("ENV", "B")]);
        refused("ENV =1", &[pair("ENV", "=1")]);
        refused("LABEL a", &[pair("LABEL", "a")]);
        let flag = |word: &str, flag: &str, near: Option<&str>| Slip::Flag {
            word: text(word),
            flag: text(flag),
            near: near.map(text),
        };
        refused("COPY --frm=build a b", &[flag("COPY", "frm", Some("from"))]);
        refused("RUN --colour=red ls", &[flag("RUN", "colour", None)]);
        let word = text("HEALTHCHECK CMD");
        refused("HEALTHCHECK CMD", &[Slip::Arguments { word, wanted: Arity::OneOrMore }]);
        for name in [":1", "Busybox", "busybox:", "a/Busybox:1"] {
            refused(&format!("FROM {name}"), &[Slip::ImageName { name: text(name) }]);
        }
        refused("FROM busybox AS 1st", &[Slip::StageName]);
        refused("EXPOSE http 80/ip", &[Slip::Port { word: text("http") }, Slip::Port { word: text("80/ip") }]);
    }

    #[test]
    fn what_buildkit_takes_is_let_be() {
        for line in [
            "ENV A 1 2",
            "ENV A=",
            "ENV A=1 \\\n  # a note\n  B=2",
            "ENV A=\"x y\" B=$C",
            "LABEL a.b=\"c\"",
            "COPY --from=build --chown=1:1 --link a b",
            "ADD --keep-git-dir=true a b",
            "RUN --mount=type=cache,target=/a ls",
            "HEALTHCHECK --interval=1s CMD true",
            "HEALTHCHECK NONE",
            "EXPOSE 80 53/UDP 8000-8010 $PORT",
            "FROM scratch",
            "FROM Build",
            "FROM $BASE",
            "FROM localhost:5000/team/web:V1@sha256:00",
            "FROM Host.example/web",
            "FROM --platform=linux/amd64 busybox",
        ] {
            refused(line, &[]);
        }
    }
}
