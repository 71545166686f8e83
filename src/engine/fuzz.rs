//! Fuzzing of what leads to an engine: kubeconfigs and their certificates, and the names of images.

use std::io::Write;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kube::config::Kubeconfig;

use super::reference::{full_reference, is_reference, tagged};
use super::{EngineSettings, certificate, cluster, plugin};

use crate::course::{ExerciseId, FilePath, KubernetesRelease, Mirror, Mount, Publish, Unreachable};
use crate::fuzz::{self, Corpus, Result, Unstructured};

const KUBECONFIG: &str = "apiVersion: v1
kind: Config
current-context: minikube
clusters:
- name: minikube
  cluster:
    server: https://127.0.0.1:8443
    certificate-authority-data: LS0tLS1CRUdJTg==
    extensions:
    - name: cluster_info
      extension: {provider: minikube.sigs.k8s.io, version: v1.37.0}
contexts:
- name: minikube
  context: {cluster: minikube, user: me, namespace: default}
users:
- name: me
  user:
    client-certificate-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1BPT0KLS0tLS1FTkQ=
    client-key: /tmp/none.key
    exec: {apiVersion: client.authentication.k8s.io/v1, command: none, args: [a], env: [{name: A, value: b}]}
- name: other
  user: {token: t, username: u, password: p}
";

/// Pieces of a kubeconfig.
const PIECES: &str = "clusters:\n¦contexts: null\n¦users: []\n¦- name: minikube\n¦  cluster: {server: ¦  context: {cluster: minikube}\n¦\
     current-context: ¦  user: {exec: {command: ¦auth-provider: {name: gcp, config: {a: b}}\n¦tokenFile: x\n¦\
     insecure-skip-tls-verify: yes\n¦extensions: ¦preferences: {colors: true}\n¦proxy-url: x\n¦---\n¦&a ¦*a¦\
     <<: *a\n¦a: &a\n  b: [*a, *a]\n¦!!binary ¦{a: ¦[a, ¦|\n  ";

/// A certificate as far as its end is looked for.
const CERTIFICATE: &[u8] = b"\x30\x1b\x30\x19\x02\x00\x30\x00\x30\x00\x30\x11\x17\x00\x17\x0d270101000000Z";

/// A certificate with a few bytes changed.
fn certificate(u: &mut Unstructured<'_>) -> Result<String> {
    let mut der = CERTIFICATE.to_vec();
    for _ in 0..u.int_in_range(0..=3)? {
        let at = u.choose_index(der.len())?;
        der[at] = u.arbitrary()?;
    }
    Ok(format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(der)))
}

#[test]
fn kubeconfig() {
    let corpus = Corpus::new([KUBECONFIG], PIECES);
    fuzz::run(
        move |u| Ok((corpus.draw(u)?, certificate(u)?)),
        |(text, certificate): &(String, String)| {
            let last = chrono::DateTime::from_timestamp(253_402_300_799, 0).unwrap();
            assert!(certificate::end_of(certificate).is_none_or(|end| end <= last));
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(text.as_bytes()).unwrap();
            let settings = EngineSettings { kubeconfigs: vec![file.path().to_owned()], ..EngineSettings::default() };
            match cluster::find(&settings) {
                Ok(found) => {
                    cluster::end_of_certificate(&found.user);
                    plugin::of(&found.user);
                    // What is found is written into a kubeconfig of ours, and read from there by kubectl.
                    let written = serde_saphyr::to_string(&found.entry).unwrap();
                    let read = Kubeconfig::from_yaml(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
                    let value = |config: &Kubeconfig| serde_json::to_value(config).unwrap();
                    assert_eq!(value(&read), value(&found.entry), "{written}");
                }
                Err(Unreachable::BadConfig { detail, .. }) => assert!(!detail.is_empty()),
                Err(why) => assert!(matches!(why, Unreachable::NoContext { .. }), "{why:?}"),
            }
        },
    );
}

#[test]
fn names() {
    let words = [
        "nginx",
        "nginx:1.29-alpine",
        "docker.io/library/nginx",
        "registry.k8s.io/pause:3.10",
        "localhost:5000/team/web@sha256:00",
        "mirror.example:5000/hub",
        "https://mirror.example/",
        "127.0.0.1:8080:80/udp",
        "[::1]:80:80",
        "notes:/data:ro",
        "./site:/html",
        "docker/keep-the-data",
        "a/b/c.txt",
        "1.34",
    ];
    let corpus = Corpus::new(words, "/¦:¦@¦.¦..¦-¦docker.io¦library¦sha256:¦[¦]¦::¦0¦65536¦index.docker.io/");
    fuzz::run(
        move |u| Ok((corpus.draw(u)?, corpus.draw(u)?)),
        |(word, other): &(String, String)| {
            if is_reference(word) {
                let full = full_reference(word);
                assert_eq!(full_reference(&full), full, "a full reference stays as it is");
                assert_eq!(tagged(&tagged(word)), tagged(word));
            }
            if let Ok(mirror) = other.parse::<Mirror>() {
                assert_eq!(mirror.to_string().parse(), Ok(mirror.clone()));
                let once = mirror.rewrite(&format!("FROM {word} and {word}."), &[word.clone()].into());
                assert!(once.is_none_or(|once| once.contains(&mirror.to_string())));
            }
            Publish::parse(word).inspect(|it| assert!(it.port > 0 && it.published != Some(0)));
            Mount::parse(word).inspect(|it| assert!(it.target.starts_with('/')));
            assert!(word.parse::<FilePath>().is_err() || !word.split('/').any(|step| matches!(step, "" | "." | "..")));
            same::<ExerciseId>(word);
            same::<KubernetesRelease>(word);
        },
    );
}

/// Holds that a word which is read is written the same.
fn same<T: FromStr + ToString>(word: &str) {
    let read = word.parse::<T>();
    assert!(read.is_err() || read.is_ok_and(|read| read.to_string() == word), "{word}");
}
