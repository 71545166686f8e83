//! Faults of Docker, made for real, and what a check says of each: the cause by its name, and something that shows it.
#![expect(clippy::disallowed_methods, reason = "makes faults with the `docker` program, as a learner does")]

use std::process::Stdio;
use std::time::Duration;

use sampan::check::{self, World};
use sampan::course::{Cause, Diagnosis, ExitMeaning, HttpTarget, Look};
use tokio::process::Command;

use crate::host;
use crate::things::{container, exercise, place};

/// What a learner types; it may fail.
async fn docker(arguments: &[&str]) {
    let mut command = Command::new("docker");
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().await.expect("`docker` is there");
}

/// The same for what has to be there; engines that share one table of rules refuse now and then, so it asks three times.
async fn made(arguments: &[&str]) {
    for patience in [1, 2, 0] {
        let told = Command::new("docker").args(arguments).output().await.expect("`docker` is there");
        if told.status.success() {
            return;
        }
        assert_ne!(patience, 0, "docker {arguments:?}: {}", String::from_utf8_lossy(&told.stderr));
        tokio::time::sleep(Duration::from_secs(patience)).await;
    }
}

/// Why a check of this look is not yet, once it can be told.
async fn diagnosed(world: &World, look: &Look, that: &str) -> Diagnosis {
    let place = place("");
    let exercise = exercise(&[(look, that)]);
    for _ in 0..60 {
        let report = check::run(&exercise, world, &place).await;
        if let Some(found) = report.diagnoses.into_values().next() {
            assert!(!found.evidence.is_empty(), "nothing shows it: {found:?}");
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{look:?} is not explained");
}

/// Removes what a test made, by one name before all of theirs.
async fn removed(names: &[&str]) {
    docker(&[&["rm", "--force", "--volumes"], names].concat()).await;
}

#[tokio::test]
async fn a_container_that_does_not_run_says_why() {
    let Some((engines, _, _alone)) = host::docker().await else { return };
    let world = World::Real(engines);
    let name = host::name("fault");
    let of = |suffix: &str| format!("{name}-{suffix}");
    let why = async |suffix: &str| diagnosed(&world, &container(&of(suffix)), "false").await.cause;
    let run = async |suffix: &str, options: &[&str], command: &[&str]| {
        let name = of(suffix);
        docker(&[&["run", "--detach", "--name", &name], options, &["busybox:1.37"], command].concat()).await;
    };
    let all = ["exit", "kill", "loop", "oom", "lost", "text", "sick", "net", "made", "still"].map(of);
    tokio::join!(
        run("exit", &[], &["sh", "-c", "echo no database >&2; exit 3"]),
        run("loop", &["--restart", "always"], &["sh", "-c", "exit 1"]),
        run("oom", &["--memory", "16m"], &["sh", "-c", "x=$(yes | head -c 200000000); echo $x"]),
        run("lost", &[], &["nosuch"]),
        run("text", &[], &["/etc/passwd"]),
        run(
            "sick",
            &["--health-cmd", "echo not here; exit 1", "--health-interval", "1s", "--health-retries", "1"],
            &["sleep", "60"]
        ),
        async {
            docker(&["create", "--name", &of("made"), "busybox:1.37", "true"]).await;
        },
        async {
            run("still", &[], &["sleep", "60"]).await;
            docker(&["pause", &of("still")]).await;
        },
        async {
            run("kill", &[], &["sleep", "60"]).await;
            docker(&["kill", &of("kill")]).await;
        },
        async {
            docker(&["network", "create", &of("gone")]).await;
            docker(&["create", "--name", &of("net"), "--network", &of("gone"), "busybox:1.37", "true"]).await;
            docker(&["network", "rm", &of("gone")]).await;
            docker(&["start", &of("net")]).await;
        },
    );
    let c = |suffix: &str| of(suffix);
    let exited = diagnosed(&world, &container(&of("exit")), "false").await;
    assert_eq!(exited.cause, Cause::DockerExited { container: c("exit"), code: 3, meaning: ExitMeaning::Own });
    assert!(format!("{:?}", exited.evidence).contains("no database"), "{exited:?}");
    let killed = Cause::DockerExited { container: c("kill"), code: 137, meaning: ExitMeaning::Killed };
    assert_eq!(why("kill").await, killed);
    let restarting = Cause::DockerRestarting { container: c("loop"), code: 1, meaning: ExitMeaning::Own };
    assert_eq!(why("loop").await, restarting);
    assert_eq!(why("oom").await, Cause::DockerOomKilled { container: c("oom"), limit: "16m".into() });
    assert_eq!(why("lost").await, Cause::DockerCommandNotFound { container: c("lost"), command: "nosuch".into() });
    let refused = Cause::DockerCommandNotExecutable { container: c("text"), command: "/etc/passwd".into() };
    assert_eq!(why("text").await, refused);
    let sick = Cause::DockerUnhealthy { container: c("sick"), asks: "echo not here; exit 1".into() };
    assert_eq!(why("sick").await, sick);
    let network = why("net").await;
    assert!(matches!(&network, Cause::DockerNetworkMissing { container, .. } if *container == c("net")), "{network:?}");
    assert_eq!(why("made").await, Cause::DockerNotStarted { container: c("made") });
    assert_eq!(why("still").await, Cause::DockerPaused { container: c("still") });
    removed(&all.each_ref().map(String::as_str)).await;
}

#[tokio::test]
async fn a_path_that_went_and_a_file_of_another_machine_say_why() {
    let Some((engines, _, _alone)) = host::docker().await else { return };
    let world = World::Real(engines);
    let (bind, exec) = (host::name("bind"), host::name("exec"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site");
    std::fs::create_dir(&path).unwrap();
    let mount = format!("type=bind,source={},target=/x", path.display());
    docker(&["create", "--name", &bind, "--mount", &mount, "busybox:1.37", "true"]).await;
    std::fs::remove_dir(&path).unwrap();
    docker(&["start", &bind]).await;
    // Something that no machine can run.
    docker(&["create", "--name", &exec, "busybox:1.37", "/program"]).await;
    let program = folder.path().join("program");
    std::fs::write(&program, "neither a program nor a script").unwrap();
    let mut may = std::fs::metadata(&program).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut may, 0o755);
    std::fs::set_permissions(&program, may).unwrap();
    docker(&["cp", &program.display().to_string(), &format!("{exec}:/program")]).await;
    docker(&["start", &exec]).await;
    let missing = diagnosed(&world, &container(&bind), "false").await.cause;
    assert_eq!(missing, Cause::DockerMountSourceMissing { container: bind.clone(), path: path.display().to_string() });
    let cause = diagnosed(&world, &container(&exec), "false").await.cause;
    assert_eq!(cause, Cause::DockerExecFormatError { container: exec.clone() });
    removed(&[&bind, &exec]).await;
}

#[tokio::test]
async fn a_port_says_who_has_it_and_where_it_leads() {
    let Some((engines, _, _alone)) = host::docker().await else { return };
    let world = World::Real(engines);
    let names = ["holder", "late", "deaf", "inside"].map(host::name);
    let [holder, late, deaf, inside] = names.each_ref().map(String::as_str);
    let free = |_| std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let [port, other, quiet] = [0, 1, 2].map(free);
    let at = |port: u16| Look::Http { to: HttpTarget::Published { port }, path: "/".into() };
    let serve = "mkdir /www; httpd -f -p 80 -h /www";
    let publish = |port: u16| format!("127.0.0.1:{port}:80");
    docker(&["run", "--detach", "--name", inside, "--expose", "80", "busybox:1.37", "sleep", "60"]).await;
    let unpublished = diagnosed(&world, &at(port), "object.status == 200").await.cause;
    assert!(matches!(&unpublished, Cause::DockerPortNotPublished { there, .. } if there == "80"), "{unpublished:?}");
    docker(&["run", "--detach", "--name", holder, "--publish", &publish(port), "busybox:1.37", "sh", "-c", serve])
        .await;
    let elsewhere = diagnosed(&world, &at(other), "object.status == 200").await.cause;
    let there = format!("{port}:80");
    assert_eq!(elsewhere, Cause::DockerOtherPort { port: other, container: holder.into(), there });
    docker(&["run", "--detach", "--name", late, "--publish", &publish(port), "busybox:1.37", "sh", "-c", serve]).await;
    let taken = diagnosed(&world, &container(late), "object.State.Running").await.cause;
    assert_eq!(taken, Cause::DockerPortTaken { container: late.into(), port: port.to_string(), by: holder.into() });
    docker(&["run", "--detach", "--name", deaf, "--publish", &publish(quiet), "busybox:1.37", "sleep", "60"]).await;
    let nobody = diagnosed(&world, &at(quiet), "object.status == 200").await.cause;
    assert_eq!(nobody, Cause::DockerNobodyListens { container: deaf.into(), port: quiet, inside: 80 });
    removed(&[holder, late, deaf, inside]).await;
}

#[tokio::test]
async fn what_is_almost_there_is_named() {
    let Some((engines, _, _alone)) = host::docker().await else { return };
    let world = World::Real(engines);
    let name = host::name("boat");
    let shop = format!("{name}-shop");
    let wrong = |name: &str| name.replace("boat", "baot");
    made(&["run", "--detach", "--name", &name, "busybox:1.37", "sleep", "60"]).await;
    made(&["volume", "create", &name]).await;
    made(&["network", "create", &shop]).await;
    made(&["tag", "busybox:1.37", &format!("{name}:2")]).await;
    let why = async |look: Look, that: &str| diagnosed(&world, &look, that).await.cause;
    let almost =
        |kind: &str, there: &str| Cause::NameAlmost { kind: kind.into(), wanted: wrong(there), there: there.into() };
    assert_eq!(why(container(&wrong(&name)), "object != null").await, almost("container", &name));
    assert_eq!(why(Look::Volume { name: wrong(&name) }, "object != null").await, almost("volume", &name));
    assert_eq!(why(Look::Network { name: wrong(&shop) }, "object != null").await, almost("network", &shop));
    let tagged = why(Look::Image { name: format!("{name}:1") }, "object != null").await;
    assert_eq!(tagged, Cause::ImageTagDiffers { wanted: format!("{name}:1"), there: format!("{name}:2") });
    let that = format!("has(object.NetworkSettings.Networks['{shop}'].IPAddress)");
    let apart = Cause::DockerNotAttached { container: name.clone(), network: shop.clone(), there: "bridge".into() };
    assert_eq!(why(container(&name), &that).await, apart);
    removed(&[&name]).await;
    docker(&["rmi", &format!("{name}:2")]).await;
    docker(&["volume", "rm", &name]).await;
    docker(&["network", "rm", &shop]).await;
}
