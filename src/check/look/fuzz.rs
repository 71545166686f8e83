//! Fuzzing of what a learner writes, and of what engines and programs answer.
//!
//! A file comes to a fact, or to mistakes that lie in it; what is accepted is accepted again as it is printed.

use std::fmt;
use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::{chart, compose, container_file, dockerfile, manifest, release};
use crate::check::query::Fact;
use crate::course::{KubernetesRelease, Unreachable};
use crate::fuzz::{self, Corpus, Unstructured};

/// YAML that readers stumble over.
const YAML: &str = "---\n¦...\n¦--- |\n¦&a ¦*a¦&a [*a]¦<<: *a\n¦<<: [*a, *b]\n¦!!binary ¦!!str ¦!x ¦? ¦|\n  ¦>-\n  ¦|2+\n¦{a: ¦\
     [a, ¦- - - ¦\t- ¦yes¦off¦0o17¦017¦1_000¦.inf¦.nan¦1e400¦2026-11-20¦12:30:45¦\"\\x00\"¦\"\\ud800\"¦\
     %YAML 1.1\n---\n¦key: *missing\n¦a: &a\n  b: [*a, *a]\n";

/// Holds that what is invalid is told, and in its place.
#[track_caller]
fn told(fact: &Fact, text: &str) {
    if let Fact::Invalid(mistakes) = fact {
        assert!(!mistakes.is_empty(), "it is invalid, and nothing says why");
        for mistake in mistakes.iter().filter(|mistake| !mistake.file.ends_with(".env")) {
            fuzz::lies_in(text, mistake.line, mistake.column, mistake);
        }
    }
}

/// Pieces of a Dockerfile.
const DOCKERFILE: &str = "FROM ¦FROM a AS b\n¦RUN ¦RUN <<EOF\n¦EOF\n¦RUN --mount=type=cache,target=/x ¦COPY ¦COPY --from=b ¦\
     COPY <<A <<B /x/\n¦ADD ¦ENV A=1 B=\"¦ENV A ¦ARG ¦LABEL ¦CMD [\"¦\"]\n¦ENTRYPOINT ¦\
     HEALTHCHECK --interval=5s CMD ¦HEALTHCHECK NONE\n¦ONBUILD ¦SHELL [\"sh\"]\n¦EXPOSE ¦VOLUME [¦USER ¦\
     WORKDIR ¦STOPSIGNAL ¦MAINTAINER ¦\\\n¦`\n¦# syntax=x\n¦# escape=`\n¦#\n¦<<-'X'\n";

#[test]
fn dockerfile() {
    let seeds = fuzz::files("exercises", &["Dockerfile"]).into_iter().map(|(_, text)| text);
    let corpus = Corpus::new(seeds.chain(["FROM a\nRUN b\n".to_owned()]), DOCKERFILE);
    fuzz::run(
        move |u| corpus.draw(u),
        |text| {
            let fact = dockerfile::fact("Dockerfile", text);
            told(&fact, text);
            if let Fact::Object(Some(object)) = &fact {
                let stages = object["stages"].as_array().into_iter().flatten();
                let lines =
                    stages.flat_map(|stage| stage["instructions"].as_array().into_iter().flatten().chain([stage]));
                let lines = lines.map(|it| it["line"].as_u64().unwrap() as usize);
                let (first, last) =
                    lines.fold((usize::MAX, 1), |(first, last), line| (first.min(line), last.max(line)));
                assert!(first > 0 && last <= text.matches('\n').count() + 1, "from line {first} to {last}");
            }
        },
    );
}

/// Pieces of a manifest.
const MANIFEST: &str = "apiVersion: v1\n¦kind: Pod\n¦kind: ConfigMap\n¦kind: Secret\n¦kind: List\nitems:\n- ¦metadata:\n  name: ¦\
     labels: {a: b}\n¦namespace: ¦spec:\n  ¦data: {a: ¦binaryData: {a: \"¦ports: [{containerPort: ¦image: ¦\
     apiVersion: extensions/v1beta1\n¦creationTimestamp: null\n¦status: {}\n¦- name: a\n";

#[test]
fn manifest() {
    let seeds = fuzz::files("exercises", &[".yaml", ".yml"]).into_iter().chain(fuzz::files("content", &[".yaml"]));
    let own = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 3\n  selector: {matchLabels: {a: b}}\n  template:\n    \
               metadata: {labels: {a: b}}\n    spec:\n      containers:\n        - {name: c, image: nginx, resources: {limits: {cpu: 0.5}}}\n---\n\
               apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: \"1\"}}\n---\n\
               apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules: [{apiGroups: [\"\"], resources: [pods], verbs: [get]}]\n";
    let corpus = Corpus::new(seeds.map(|(_, text)| text).chain([own.to_owned()]), &[YAML, MANIFEST].join("¦"));
    fuzz::run(
        move |u| corpus.draw(u),
        |text| {
            let read = |text: &str| manifest::fact("x.yaml", text, KubernetesRelease::default());
            let fact = read(text);
            told(&fact, text);
            if let Fact::Objects(objects) = &fact {
                let printed: Vec<String> = objects.iter().map(Value::to_string).collect();
                let printed = printed.join("\n---\n");
                assert_eq!(read(&printed), fact, "as it is printed: {printed}");
            }
        },
    );
}

/// Pieces of a Compose file.
const COMPOSE: &str = "services:\n  a: {image: b}\n¦image: ¦build: .\n¦ports: [\"¦expose: [¦volumes: [\"¦environment:\n  - ¦\
     env_file: [¦extends: a\n¦extends: {service: web}\n¦depends_on: [¦profiles: [a]\n¦\
     deploy: {resources: {limits: {cpus: '0.5', memory: 1G}}}\n¦command: ¦entrypoint: [¦ulimits: {nofile: ¦\
     tmpfs: ¦${A}¦${A:-¦${A:?x}¦$$¦include: [a]\n¦links: [¦logging: {driver: x}\n¦networks: [¦secrets: [s]\n¦\
     develop: {watch: [{path: ., action: sync, target: /a}]}\n¦5s¦1h30m¦8080-8090:80-90¦[::1]:80:80";

/// Pieces of a file of variables.
const VARIABLES: &str =
    "A=¦B=$A$A\n¦C=${B}${B}\n¦export ¦=\"¦='¦\"\n¦\\n¦\\$¦# x\n¦ # x\n¦A: 1\n¦${A:-${B:-¦}}¦A\n¦A=1\n";

#[test]
fn compose() {
    let seeds = fuzz::files("exercises", &["compose.yaml", "compose.yml"]).into_iter().map(|(_, text)| text);
    let own = "name: shop\nx-a: &a {restart: always}\nservices:\n  web:\n    <<: *a\n    image: nginx:${TAG:-1}\n    ports: [\"8080:80\", \"127.0.0.1::9/udp\"]\n    \
               environment: [A=1, B]\n    env_file: .env\n    volumes: [\"d:/d:ro\", \"./a:/b\"]\n    depends_on: {db: {condition: service_healthy}}\n    \
               healthcheck: {test: [CMD, a], interval: 5s}\n    networks: {n: {aliases: [a]}}\n  db: {build: {context: ., args: {A: 1}}, mem_limit: 1gb}\n\
               volumes: {d: {}}\nnetworks: {n: {}}\nsecrets: {s: {file: ./s}}\nconfigs: {c: {content: x}}\n";
    let corpus = Corpus::new(seeds.chain([own.to_owned()]), &[YAML, COMPOSE].join("¦"));
    let variables = Corpus::new(["TAG=1\nA=\"x $TAG\"\nB='y'\nexport C=z # c\n"], VARIABLES);
    fuzz::run(
        move |u| Ok((corpus.draw(u)?, if u.arbitrary()? { variables.draw(u)? } else { String::new() })),
        |(text, variables): &(String, String)| {
            let workspace = tempfile::tempdir().unwrap();
            std::fs::File::create(workspace.path().join(".env")).unwrap().write_all(variables.as_bytes()).unwrap();
            let read = |text: &str| compose::fact(workspace.path(), "compose.yaml", text);
            match read(text) {
                Ok(Fact::Object(Some(object))) => {
                    let printed = object.to_string();
                    // A dollar that is printed would be filled in once more, and only a list's names may be empty.
                    if !printed.contains('$') && !printed.contains("\"\":") {
                        assert_eq!(read(&printed), Ok(Fact::Object(Some(object))), "as it is printed: {printed}");
                    }
                }
                Ok(fact) => told(&fact, text),
                Err(why) => assert!(matches!(why, Unreachable::Disk { .. }), "{why:?}"),
            }
        },
    );
}

/// Bytes, shown as text as far as they are one.
struct Raw(Vec<u8>);

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// Bytes of which a few are changed.
fn flipped(mut bytes: Vec<u8>, u: &mut Unstructured<'_>) -> fuzz::Result<Vec<u8>> {
    for _ in 0..u.int_in_range(0..=4)? {
        let at = u.choose_index(bytes.len().max(1))?.min(bytes.len());
        match u.int_in_range(0..=2)? {
            0 => bytes.truncate(at),
            1 => bytes.splice(at..at, u.arbitrary::<[u8; 3]>()?).for_each(drop),
            _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << (at % 8)),
        }
    }
    Ok(bytes)
}

/// A file in an archive, as Docker sends it.
fn archive() -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(600);
    header.set_cksum();
    builder.append_data(&mut header, "today", &[b'x'; 600][..]).unwrap();
    builder.into_inner().unwrap()
}

fn gzipped(text: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(text).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn answers() {
    let said = [
        "Error: parse error at (web/templates/service.yaml:16): unexpected EOF\n",
        "Error: template: web/templates/a.yaml:3:12: executing \"web/templates/a.yaml\" at <.Values.a.b>: nil pointer evaluating interface {}.b\n",
        "Error: execution error at (web/templates/a.yaml:1:4): an image is needed\nUse --debug flag\n",
        "Error: YAML parse error on web/templates/a.yaml: error converting YAML to JSON: yaml: line 4: did not find expected key\n",
        "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nweb:\n- (root): a is required\n",
        "Error: cannot load values.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed\n",
        "Error: failed to parse values.yaml: yaml: line 1: x\n",
        "Error: Chart.yaml file is missing\n",
    ];
    let said = Corpus::new(said, "Error: ¦template: ¦ executing ¦ at <¦>: ¦yaml: line ¦): ¦:¦(¦- at '/a': ");
    let release = json!({
        "name": "shop", "namespace": "n", "version": 3, "manifest": "kind: Service", "config": { "a": [1, null, 1e9] },
        "info": { "status": "deployed", "last_deployed": "2026-01-01T00:00:00Z", "notes": "卷" },
        "chart": { "metadata": { "name": "web", "version": "1.2.3", "appVersion": "9" }, "templates": [{ "data": "e30=" }] },
    });
    let release = Corpus::new(
        [release.to_string(), "[]".to_owned()],
        "{\"chart\":¦\"metadata\":¦null¦\"info\":{¦},¦],¦\"config\":",
    );
    let file = archive();
    fuzz::run(
        move |u| {
            let text = flipped(release.draw(u)?.into_bytes(), u)?;
            let packed = flipped(if u.ratio(3, 4)? { gzipped(&text) } else { text }, u)?;
            let release = flipped(STANDARD.encode(packed).into_bytes(), u)?;
            Ok((said.draw(u)?, Raw(release), Raw(flipped(file.clone(), u)?)))
        },
        |(said, release, archive): &(String, Raw, Raw)| {
            let told = chart::said::of(said);
            assert!(told.file.is_none_or(|file| !file.contains('\n')), "its lines are one");
            match release::decode(&release.0) {
                Ok(found) => assert!(found.as_object().is_some_and(|found| found.len() == 11), "{found}"),
                Err(why) => assert!(!why.is_empty()),
            }
            assert!(container_file::first_file(&archive.0).len() <= 3 * archive.0.len());
        },
    );
}
