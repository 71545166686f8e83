//! Fifty exercises followed at once, half of them in Docker and half in the cluster: the memory that this takes, and
//! how late a tick is then.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::client::Client;
use crate::program::copy;
use crate::rows;
use crate::ticks::{self, Turn};

/// How many exercises are followed.
pub(crate) const MANY: usize = 50;

/// A volume comes and goes, and one exercise of the fifty looks at it.
const TURN: Turn = Turn {
    engine: "docker, fifty followed",
    exercise: "docker/crowd-0",
    lesson: "",
    check: "data",
    change: |there| ticks::tool("docker", &["volume", if there { "create" } else { "rm" }, "dev-crowd-0"]),
};

/// The name of one of them; even ones are Docker's.
pub(crate) fn exercise(number: usize) -> String {
    format!("docker/crowd-{number}")
}

/// A course of fifty exercises with two looks each.
pub(crate) fn course(folder: &Path) -> PathBuf {
    let course = folder.join("course");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"), &course);
    for number in 0..MANY {
        let files = course.join("exercises").join(exercise(number));
        copy(&course.join("exercises/docker/keep-the-data"), &files);
        std::fs::remove_dir_all(files.join("wrong")).unwrap();
        std::fs::write(files.join("exercise.toml"), manifest(number)).unwrap();
    }
    course
}

fn manifest(number: usize) -> String {
    let (engine, owns, looks) = if number.is_multiple_of(2) {
        let owns = format!("owns = {{ volumes = [\"dev-crowd-{number}\"] }}\n");
        let look = |kind: &str| format!("{{ {kind} = {{ name = \"dev-crowd-{number}\" }} }}");
        ("docker", owns, [("data", look("volume")), ("runs", look("container"))])
    } else {
        let look = |kind: &str| format!("{{ resource = {{ kind = \"{kind}\", name = \"web\" }} }}");
        ("kubernetes", String::new(), [("data", look("ConfigMap")), ("runs", look("Deployment"))])
    };
    let checks = looks.map(|(id, look)| {
        format!("\n[[checks]]\nid = \"{id}\"\nlook = {look}\nthat = \"object != null\"\nsay = {{ en = \"{id}\" }}\n")
    });
    format!("format = 1\nlevel = \"beginner\"\nminutes = 5\nneeds = [\"{engine}\"]\n{owns}{}", checks.concat())
}

/// Follows all of them, and prints what that costs.
pub(crate) async fn measure() {
    let client = Client::begin_with(course);
    for number in 0..MANY {
        client.act(&exercise(number), "start").await;
    }
    let before = client.resident_megabytes();
    let mut followed = Vec::new();
    for number in 1..MANY {
        followed.push(client.events(&exercise(number)).await);
    }
    ticks::at_the_stream(&client, &TURN).await;
    client.act(TURN.exercise, "start").await;
    followed.push(client.events(TURN.exercise).await);
    tokio::time::sleep(Duration::from_secs(3)).await;
    let memory = format!("{:.1} MB", client.resident_megabytes());
    let more = format!("{before:.1} MB before; {:.1} MB without the program's own file", client.own_megabytes());
    rows::one(&format!("memory, {MANY} exercises followed"), &memory, "60 MB", &more);
    let cost = client.busy(tokio::time::sleep(Duration::from_secs(10))).await;
    rows::one("they followed while nothing happens", &format!("{:.2} %", cost * 100.0), "", "of a core");
    drop(followed);
    for number in 0..MANY {
        client.act(&exercise(number), "stop").await;
    }
}
