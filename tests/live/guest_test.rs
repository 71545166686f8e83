//! A container asks our server, as a learner's own program might, or one that a learner has fetched from somewhere.

use crate::fault_test::{Engine, FILE, Served};

#[test]
fn a36_a_container_gets_no_further_than_a_stranger() {
    let Some(engine) = Engine::up() else { return };
    let house = engine.house();
    let served = Served::begin(&house, &[]);
    let port = served.server.port;
    let ask = |network: &str, address: &str, more: &[&str]| {
        let run = ["run", "--rm", "--network", network, "busybox:1.37", "timeout", "5", "wget", "-O", "-"];
        engine.docker(&[&run[..], more, &[address]].concat())
    };
    let gateway =
        engine.docker(&["network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}"]).out;
    let by_gateway = ask("bridge", &format!("http://{}:{port}/en/", gateway.trim()), &[]);
    assert!(by_gateway.code != Some(0) && by_gateway.err.contains("refused"), "nobody listens there: {by_gateway:#?}");

    let here = format!("http://127.0.0.1:{port}");
    let health = ask("host", &format!("{here}/health"), &[]);
    assert_eq!(health.code, Some(0), "the host's network leads to us: {health:#?}");
    let stranger = ask("host", &format!("{here}/api/progress"), &[]);
    assert!(stranger.code != Some(0) && stranger.err.contains("401"), "{stranger:#?}");
    let forged = ask("host", &format!("{here}/en/"), &["--header", "Host: host.docker.internal"]);
    assert!(forged.code != Some(0) && forged.err.contains("403"), "{forged:#?}");
    let json = ["--header", "Content-Type: application/json", "--post-data", "{}"];
    let start = ask("host", &format!("{here}/api/exercises/{FILE}/start"), &json);
    assert!(start.code != Some(0) && start.err.contains("401"), "{start:#?}");
    assert!(!house.workspace(FILE).exists());
}
