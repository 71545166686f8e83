//! Programs of a `run` look that flood, hang, ignore signals or leave children: bounded, told, and gone afterwards.

use std::time::{Duration, Instant};

use bollard::models::HostConfig;
use sampan::check::World;
use sampan::course::{Inside, Look, Outcome, Unreachable};

use crate::host;
use crate::things::{Things, outcome, passed, place};

fn run(name: &str, command: &[&str]) -> Look {
    let command = command.iter().map(|word| (*word).to_owned()).collect();
    Look::Run { inside: Inside::Container { name: name.to_owned() }, command }
}

#[tokio::test]
async fn r25_a55_f16_a_program_of_a_look_floods_hangs_or_leaves_children_in_vain() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let (world, place) = (World::Real(engines), place(""));
    Things::with(&docker, async |things| {
        let name = host::name("run");
        things.container(&name, "exec sleep 600", HostConfig::default()).await;
        let sees =
            async |script: &str, that: &str| outcome(&world, &place, &run(&name, &["sh", "-c", script]), that).await;
        // No more is kept than fits, and the program is not kept waiting for the rest.
        passed(sees("yes | head -c 30000000", "object.code == 0 && object.stdout.size() == 262144").await);
        let begun = Instant::now();
        let late = |outcome: &Outcome| matches!(outcome, Outcome::CannotTell(Unreachable::TooSlow { .. }));
        let (deaf, left, flood) = tokio::join!(
            sees("trap '' TERM INT HUP; while :; do sleep 0.4321; done", "true"),
            sees("setsid sh -c 'trap \"\" TERM HUP; sleep 4323; true' & sleep 4324", "true"),
            sees("exec yes", "true"),
        );
        for (what, outcome) in [("deaf", deaf), ("left", left), ("flood", flood)] {
            assert!(late(&outcome), "{what}: {outcome:?}");
        }
        assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
        let nothing = "!object.stdout.matches('sleep 432[0-9]|0.4321|[ /]yes')";
        passed(outcome(&world, &place, &run(&name, &["ps", "-o", "args"]), nothing).await);
    })
    .await;
}
