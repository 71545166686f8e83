//! A thousand events a second that concern no exercise, and what they cost the one who follows one: the time that the
//! server's process spends on processors, as a share of one.
//!
//! The engines are real, and may not manage a thousand; the row says how many there were, and counts each event's share a
//! thousand times.

use std::time::{Duration, Instant};

use bollard::models::VolumeCreateRequest;
use bollard::query_parameters::RemoveVolumeOptions;
use futures_util::{StreamExt, stream};
use k8s_openapi::api::core::v1::{ConfigMap, Namespace};
use kube::api::{Api, DeleteParams, ObjectMeta, Patch, PatchParams, PostParams};
use serde_json::json;

use crate::client::Client;
use crate::{crowd, rows};

const LONG: Duration = Duration::from_secs(10);
const PER_SECOND: f64 = 1000.0;
/// How many calls to an engine are under way at a time.
const AT_A_TIME: usize = 24;
/// How many things change in turns.
const THINGS: usize = 48;

/// Other volumes come and go: things of a kind that the exercise looks at.
pub(crate) async fn docker() {
    let client = Client::begin_with(crowd::course);
    let docker = bollard::Docker::connect_with_defaults().unwrap();
    let event = async |number: usize| {
        let name = format!("dev-storm-{number}");
        let wish = VolumeCreateRequest { name: Some(name.clone()), ..VolumeCreateRequest::default() };
        docker.create_volume(wish).await.unwrap();
        docker.remove_volume(&name, None::<RemoveVolumeOptions>).await.unwrap();
    };
    under(&client, 0, "docker: other volumes come and go", 2, event).await;
}

/// Other ConfigMaps change, beside the one that the exercise looks at and in another namespace.
pub(crate) async fn cluster() {
    let client = Client::begin_with(crowd::course);
    let cluster = kube::Client::try_default().await.unwrap();
    let name = "dev-storm";
    let namespaces = Api::<Namespace>::all(cluster.clone());
    let meta = |name: &str| ObjectMeta { name: Some(name.to_owned()), ..ObjectMeta::default() };
    let wish = Namespace { metadata: meta(name), ..Namespace::default() };
    namespaces.create(&PostParams::default(), &wish).await.unwrap();
    for (namespace, row) in [
        ("sampan-crowd-1", "kubernetes: other objects of a watched kind change"),
        (name, "kubernetes: another namespace is busy"),
    ] {
        client.act(&crowd::exercise(1), "start").await;
        let maps = Api::<ConfigMap>::namespaced(cluster.clone(), namespace);
        for number in 0..THINGS {
            let wish = ConfigMap { metadata: meta(&format!("other-{number}")), ..ConfigMap::default() };
            maps.create(&PostParams::default(), &wish).await.unwrap();
        }
        let event = async |number: usize| {
            let change = Patch::Merge(json!({ "data": { "number": number.to_string() } }));
            maps.patch(&format!("other-{}", number % THINGS), &PatchParams::default(), &change).await.unwrap();
        };
        under(&client, 1, row, 1, event).await;
    }
    namespaces.delete(name, &DeleteParams::default()).await.unwrap();
}

/// Follows one exercise through a storm, and prints the cost. A call makes `each` events.
async fn under(client: &Client, exercise: usize, row: &str, each: u32, event: impl AsyncFn(usize)) {
    let exercise = crowd::exercise(exercise);
    client.act(&exercise, "start").await;
    let _followed = client.events(&exercise).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut calls = 0;
    let began = Instant::now();
    let cost = client.busy(async { calls = storm(PER_SECOND / f64::from(each), event).await }).await;
    let rate = f64::from(calls * each) / began.elapsed().as_secs_f64();
    // An engine that manages fewer is no excuse: what each event cost counts a thousand times.
    let all = cost * 100.0 * (PER_SECOND / rate).max(1.0);
    let more = format!("of a core; {:.2} % at {rate:.0} events/s", cost * 100.0);
    rows::one(&format!("{row}, 1000 events/s"), &format!("{all:.2} %"), "5 %", &more);
    client.act(&exercise, "stop").await;
}

/// Calls so often for a while; says how many times it was.
async fn storm(per_second: f64, event: impl AsyncFn(usize)) -> u32 {
    let end = Instant::now() + LONG;
    let pace = tokio::time::interval(Duration::from_secs_f64(1.0 / per_second));
    let numbers = stream::unfold((pace, 0), async |(mut pace, number)| {
        pace.tick().await;
        (Instant::now() < end).then_some((number, (pace, number + 1)))
    });
    let made = numbers.map(|number| event(number)).buffer_unordered(AT_A_TIME);
    made.fold(0, |sum, ()| std::future::ready(sum + 1)).await
}
