//! Which cluster: a context that is named, the one that is kept, and how it is forgotten.

use crate::fault_test::{Api, ID, ONE_LOOK, house, server};
use crate::program::{House, course};

/// A house whose kubeconfig has the contexts `mine` (the current one) and `other`, each with a server of its own.
async fn two_clusters(api: &Api) -> (House, [wiremock::MockServer; 2]) {
    let servers = [server(api).await, server(api).await];
    let house = house(&servers[0].uri(), "{token: t}");
    let file = house.path("kubeconfig");
    let mine = std::fs::read_to_string(&file).unwrap();
    let other = format!("clusters: [{{name: c2, cluster: {{server: '{}'}}}}, {{name: c", servers[1].uri());
    let both = mine.replace("clusters: [{name: c", &other);
    let both = both.replace("contexts: [", "contexts: [{name: other, context: {cluster: c2, user: u}}, ");
    std::fs::write(&file, both).unwrap();
    (house, servers)
}

#[tokio::test]
async fn r26_a_context_is_asked_about_only_where_it_is_far_or_another_than_the_kept_one() {
    let api = Api::default();
    let (house, _servers) = two_clusters(&api).await;
    let folder = course(&house.path(""), ONE_LOOK);
    let own = ["--course", folder.to_str().unwrap()];
    let run = |more: &[&str]| house.run(&[&own[..], more].concat());
    for name in ["mine", "other"] {
        let said = run(&["--context", name, "list"]);
        assert_eq!(said.code, Some(0), "a cluster of this machine: {said:#?}");
    }
    assert_eq!(run(&["--yes", "start", ID]).code, Some(0));
    assert_eq!(run(&["--context", "mine", "list"]).code, Some(0), "it is the kept one");
    let other = run(&["--context", "other", "list"]);
    assert_eq!(other.code, Some(64), "{other:#?}");
    assert!(other.err.contains("met the cluster of `mine`") && other.err.contains("--yes"), "{other:#?}");
    assert!(run(&["--context", "other", "--lang", "zh-cn", "list"]).err.contains("`mine` 的集群"));
    assert_eq!(run(&["--context", "other", "--yes", "list"]).code, Some(0));
}

#[tokio::test]
async fn the_kept_cluster_can_be_forgotten() {
    let api = Api::default();
    let (house, _servers) = two_clusters(&api).await;
    let folder = course(&house.path(""), ONE_LOOK);
    let own = ["--course", folder.to_str().unwrap()];
    let run = |more: &[&str]| house.run(&[&own[..], more].concat());
    let forget = ["cluster", "forget"];
    assert!(run(&forget).err.contains("No cluster is kept"));
    assert_eq!(run(&["--yes", "start", ID]).code, Some(0));

    let held = run(&forget);
    assert_eq!(held.code, Some(1), "{held:#?}");
    assert!(held.err.contains(ID) && held.err.contains(" stop`") && held.err.contains("--yes"), "{held:#?}");
    let forgotten = run(&["--yes", "cluster", "forget"]);
    assert_eq!(forgotten.code, Some(0), "{forgotten:#?}");
    assert!(forgotten.err.contains("Forgotten: `mine`"), "{forgotten:#?}");
    // What is not kept any more is no reason to ask.
    assert_eq!(run(&["--context", "other", "list"]).code, Some(0));
    assert!(run(&forget).err.contains("No cluster is kept"));
}
