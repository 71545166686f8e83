//! What exercises leave, and images as files, through the real program: what is named before a start, what a sweep
//! takes, and above all what it leaves.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bollard::Docker;
use bollard::models::{ContainerCreateBody, VolumeCreateRequest};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, InspectContainerOptions, RemoveContainerOptionsBuilder, RemoveImageOptions,
    RemoveVolumeOptions, TagImageOptionsBuilder,
};

use k8s_openapi::api::core::v1::Namespace;
use kube::api::{Api, DeleteParams, PostParams};
use serde_json::json;

use crate::host;
use crate::program::{House, Said};

const IMAGE: &str = "busybox:1.37";

/// A course of exercises whose names begin with the test's, so that no test sweeps what another made.
struct Shop {
    house: House,
    course: PathBuf,
    docker: Docker,
}

impl Shop {
    async fn open(exercises: &[(&str, &str)]) -> Option<Self> {
        let Ok(engine) = host::engines().docker().await else {
            host::skip("Docker", "no engine answers");
            return None;
        };
        let house = House::with_engines();
        let course = house.path("course");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"), &course);
        let model = course.join("exercises/docker/keep-the-data");
        for (name, setup) in exercises {
            let folder = course.join("exercises/docker").join(name);
            copy(&model, &folder);
            std::fs::remove_dir_all(folder.join("wrong")).unwrap();
            let head = "format = 1\nlevel = \"beginner\"\nminutes = 1\nneeds = [\"docker\"]\n";
            let check = "[[checks]]\nid = \"a\"\nlook = { answer = {} }\nthat = \"true\"\n\
                         say = { en = \"a\", zh-cn = \"a\" }\n";
            write(&folder.join("exercise.toml"), &format!("{head}{setup}\n{check}"));
        }
        std::fs::remove_dir_all(&model).unwrap();
        Some(Self { house, course, docker: engine.client })
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let course = self.course.display().to_string();
        self.house.run(&[arguments, &["--lang", "en", "--yes", "--course", &course]].concat())
    }

    #[track_caller]
    fn well(&self, arguments: &[&str]) -> Said {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(0), "{arguments:?}: {said:#?}");
        said
    }

    async fn make_volume(&self, name: &str, label: Option<&str>) {
        let labels = label.map(|label| HashMap::from([("sampan.exercise".to_owned(), label.to_owned())]));
        let wish = VolumeCreateRequest { name: Some(name.into()), labels, ..Default::default() };
        self.docker.create_volume(wish).await.unwrap();
    }

    async fn has_volume(&self, name: &str) -> bool {
        self.docker.inspect_volume(name).await.is_ok()
    }

    async fn has_container(&self, name: &str) -> bool {
        self.docker.inspect_container(name, None::<InspectContainerOptions>).await.is_ok()
    }

    async fn drop_volume(&self, name: &str) {
        self.docker.remove_volume(name, None::<RemoveVolumeOptions>).await.unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn write(path: &Path, text: &str) {
    use std::io::Write;
    std::fs::File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
}

const WEB: &str = r#"images = ["busybox:1.37"]
[[setup]]
volume = { name = "swept-notes" }
[[setup]]
container = { name = "swept-web", image = "busybox:1.37", command = ["sleep", "600"], mounts = ["swept-notes:/data"], network = "none" }"#;

const OTHER: &str = r#"[[setup]]
volume = { name = "swept-other" }"#;

#[tokio::test]
async fn r30_a_sweep_takes_what_is_ours_and_nothing_else() {
    let Some(shop) = Shop::open(&[("swept-a", WEB), ("swept-b", OTHER)]).await else { return };
    let started = shop.well(&["start", "docker/swept-a"]);
    assert!(!started.err.contains("still in progress"), "{started:#?}");
    for step in ["/4 Making the volume `swept-notes`", "4/4 Starting the container `swept-web`"] {
        assert!(started.err.contains(step), "{started:#?}");
    }
    let second = shop.well(&["start", "docker/swept-b"]);
    let named = "`docker/swept-a` is still in progress and holds the container `swept-web`, the volume `swept-notes`.";
    assert!(second.err.contains(named), "{second:#?}");
    shop.well(&["stop", "docker/swept-b"]);
    assert!(!shop.has_volume("swept-other").await && shop.has_container("swept-web").await);

    // Left by a start that nobody remembers; of another course; and somebody's own, named alike.
    shop.make_volume("swept-loose", Some("docker.swept-b")).await;
    shop.make_volume("swept-strange", Some("docker.swept-b-2")).await;
    shop.make_volume("swept-notes-2", None).await;
    let options = CreateContainerOptionsBuilder::new().name("swept-web-2").build();
    let body = ContainerCreateBody { image: Some(IMAGE.into()), ..Default::default() };
    shop.docker.create_container(Some(options), body).await.unwrap();

    let shown = shop.well(&["sweep", "--dry-run"]).err;
    for name in ["swept-web`", "swept-notes`", "swept-loose`", "swept-strange`"] {
        assert!(shown.contains(name), "{shown}");
    }
    assert!(!shown.contains("-2`"), "{shown}");
    assert!(shop.has_container("swept-web").await && shop.has_volume("swept-loose").await, "shown, and not removed");

    shop.well(&["sweep"]);
    for gone in ["swept-notes", "swept-loose"] {
        assert!(!shop.has_volume(gone).await, "{gone}");
    }
    assert!(!shop.has_container("swept-web").await);
    let stays = [shop.has_volume("swept-strange").await, shop.has_volume("swept-notes-2").await];
    assert!(stays == [true, true] && shop.has_container("swept-web-2").await, "what is not ours stays");
    let again = shop.well(&["sweep"]).err;
    assert!(again.contains("No exercise holds anything."), "{again}");
    assert!(shop.house.workspace("docker/swept-a").exists(), "files stay");
    assert_eq!(shop.run(&["env", "docker/swept-a"]).code, Some(1), "it is not in progress any more");

    let force = RemoveContainerOptionsBuilder::new().force(true).build();
    shop.docker.remove_container("swept-web-2", Some(force)).await.unwrap();
    for volume in ["swept-strange", "swept-notes-2"] {
        shop.drop_volume(volume).await;
    }
}

#[tokio::test]
async fn a_sweep_leaves_namespaces_of_others_alone() {
    let setup = "[[setup]]\napply = \"setup/map.yaml\"";
    let Some(shop) = Shop::open(&[("swept-k", setup)]).await else { return };
    let Some((_, cluster)) = host::cluster().await else { return };
    let folder = shop.course.join("exercises/docker/swept-k");
    let toml = std::fs::File::open(folder.join("exercise.toml")).unwrap();
    let toml = std::io::read_to_string(toml).unwrap().replace("[\"docker\"]", "[\"kubernetes\"]");
    write(&folder.join("exercise.toml"), &toml);
    std::fs::create_dir(folder.join("setup")).unwrap();
    write(&folder.join("setup/map.yaml"), "{kind: ConfigMap, apiVersion: v1, metadata: {name: map}}\n");

    let namespaces: Api<Namespace> = Api::all(cluster.client.clone());
    let others = ["sampan-swept-k-2", "sampan-swept-k-3"];
    for (name, labels) in others.iter().zip([json!({}), json!({"sampan/exercise": "docker.swept-k-3"})]) {
        let wish = serde_json::from_value(json!({"metadata": {"name": name, "labels": labels}})).unwrap();
        namespaces.create(&PostParams::default(), &wish).await.unwrap();
    }
    shop.well(&["start", "docker/swept-k"]);
    assert!(namespaces.get_opt("sampan-swept-k").await.unwrap().is_some());
    let shown = shop.well(&["sweep", "--dry-run"]).err;
    assert!(shown.contains("`sampan-swept-k`") && shown.contains("`sampan-swept-k-3`"), "{shown}");
    assert!(!shown.contains("`sampan-swept-k-2`"), "{shown}");
    shop.well(&["sweep"]);
    assert!(namespaces.get_opt("sampan-swept-k").await.unwrap().is_none());
    for other in others {
        let found = namespaces.get(other).await.unwrap().metadata;
        assert_eq!(found.deletion_timestamp, None, "{other}");
        namespaces.delete(other, &DeleteParams::default()).await.unwrap();
    }
}

#[tokio::test]
async fn a_page_is_told_what_is_held_before_a_start() {
    let setup = r#"images = ["busybox:1.37"]
[[setup]]
container = { name = "swept-port", image = "busybox:1.37", command = ["sleep", "600"], ports = ["127.0.0.1::80"] }"#;
    let Some(shop) = Shop::open(&[("swept-p", setup), ("swept-q", "")]).await else { return };
    shop.well(&["start", "docker/swept-p"]);
    let course = shop.course.display().to_string();
    let server = shop.house.serve(&["--yes", "--course", &course]);
    let token = shop.house.well(&["open", "--bearer"]).trim().to_owned();
    let ask = |line: &str| server.ask(&token, line, "{}").unwrap();
    let (status, before) = ask("GET /api/exercises/docker/swept-q/before?lang=en");
    assert_eq!(status, 200, "{before}");
    let held = &before["leftovers"][0];
    assert_eq!((&held["exercise"], held["things"][0]["name"].as_str()), (&json!("docker/swept-p"), Some("swept-port")));
    let port = held["ports"][0].as_u64().unwrap();
    let line = before["lines"][0].as_str().unwrap();
    assert!(line.contains("the container `swept-port`") && line.ends_with(&format!("{port}.")), "{line}");
    let (_, own) = ask("GET /api/exercises/docker/swept-p/before?lang=en");
    assert_eq!(own["lines"], json!([]), "what is started already has nothing before it");
    shop.well(&["stop", "docker/swept-p"]);
    assert_eq!(ask("GET /api/exercises/docker/swept-q/before").1["leftovers"], json!([]));
}

#[tokio::test]
async fn an_exercise_that_the_course_has_no_more_is_swept_by_its_records() {
    let tagged = "images = [\"busybox:1.37\"]\n[[setup]]\ntag = { image = \"busybox:1.37\", name = \"swept-old:1\" }";
    let Some(shop) = Shop::open(&[("swept-gone", tagged)]).await else { return };
    shop.well(&["start", "docker/swept-gone"]);
    assert!(shop.docker.inspect_image("swept-old:1").await.is_ok());
    std::fs::remove_dir_all(shop.course.join("exercises/docker/swept-gone")).unwrap();
    shop.well(&["sweep"]);
    assert!(shop.docker.inspect_image("swept-old:1").await.is_err());
    assert!(shop.docker.inspect_image(IMAGE).await.is_ok());
}

#[tokio::test]
async fn a_failed_step_is_named_and_what_it_made_is_taken_down() {
    let broken = r#"images = ["busybox:1.37"]
[[setup]]
volume = { name = "swept-half" }
[[setup]]
container = { name = "swept-broken", image = "busybox:1.37", command = ["no-such-program"] }"#;
    let Some(shop) = Shop::open(&[("swept-broken", broken)]).await else { return };
    let said = shop.run(&["start", "docker/swept-broken"]);
    assert_eq!(said.code, Some(2), "{said:#?}");
    for words in ["Step 4 of 4 failed (Starting the container `swept-broken`).", "no-such-program", " stop` takes down"]
    {
        assert!(said.err.contains(words), "{words}: {said:#?}");
    }
    assert!(shop.has_volume("swept-half").await && shop.has_container("swept-broken").await);
    shop.well(&["stop", "docker/swept-broken"]);
    assert!(!shop.has_volume("swept-half").await && !shop.has_container("swept-broken").await);
}

#[tokio::test]
async fn images_move_as_one_file() {
    let Some(shop) = Shop::open(&[("swept-images", "images = [\"sampan-moved:1\"]")]).await else { return };
    let listed = shop.run(&["images", "--json"]);
    let of = |said: &Said| serde_json::from_str::<serde_json::Value>(&said.out).unwrap()["images"][0].clone();
    assert_eq!((listed.code, &of(&listed)["docker"]), (Some(1), &serde_json::json!(false)), "{listed:#?}");
    let file = shop.house.path("images.tar").display().to_string();
    let refused = shop.run(&["images", "save", &file]);
    assert!(refused.code == Some(2) && refused.err.contains("sampan-moved:1"), "{refused:#?}");
    let before = shop.run(&["start", "docker/swept-images"]).err;
    assert!(before.contains("Will be pulled first: `sampan-moved:1`. Space needed: unknown, space free: "), "{before}");

    let tag = TagImageOptionsBuilder::new().repo("sampan-moved").tag("1").build();
    shop.docker.tag_image(IMAGE, Some(tag)).await.unwrap();
    shop.well(&["images", "save", &file]);
    shop.docker.remove_image("sampan-moved:1", None::<RemoveImageOptions>, None).await.unwrap();
    assert_eq!(shop.run(&["images"]).code, Some(1));
    let loaded = shop.well(&["images", "load", &file]);
    assert_eq!(loaded.out.trim(), "sampan-moved:1");
    let there = shop.well(&["images", "--json"]);
    assert!(of(&there)["docker"] == true && of(&there)["bytes"].as_u64() > Some(100_000), "{there:#?}");
    shop.docker.remove_image("sampan-moved:1", None::<RemoveImageOptions>, None).await.unwrap();

    write(Path::new(&file), "no archive");
    let refused = shop.run(&["images", "load", &file]);
    assert!(refused.code == Some(2) && refused.err.contains("images.tar"), "{refused:#?}");
}
