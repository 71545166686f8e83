//! Looks at Docker, beside the engine's own calls and the `docker` program.

use bollard::exec::StartExecResults;
use bollard::models::{ExecConfig, HostConfig, PortBinding};
use bollard::query_parameters::{DownloadFromContainerOptionsBuilder, LogsOptionsBuilder};
use futures_util::StreamExt;
use sampan::check::World;
use sampan::course::{HttpTarget, Inside, Look};
use sampan::engine::{DockerEngine, Engines};

use crate::host;
use crate::table::Table;
use crate::things::{Things, container, file, place, volume};

const IMAGE: &str = "busybox:1.37";

/// Prints a few lines, writes a page, and serves it.
const SCRIPT: &str = "seq 20; mkdir /www; echo kept > /www/index.html; exec httpd -f -p 80 -h /www";

pub(crate) async fn measure(engines: &Engines, docker: &DockerEngine, table: &Table) {
    Things::with(docker, async |things| {
        let (name, held, net) = (host::name("web"), host::name("volume"), host::name("net"));
        let binding = PortBinding { host_ip: Some("127.0.0.1".into()), host_port: Some(String::new()) };
        let ports = [("80/tcp".to_owned(), Some(vec![binding]))].into();
        things.container(&name, SCRIPT, HostConfig { port_bindings: Some(ports), ..HostConfig::default() }).await;
        things.volume(&held).await;
        things.network(&net).await;
        let world = World::Real(engines.clone());
        inspected(docker, &world, (&name, &held, &net), table).await;
        inside(docker, &world, &name, table).await;
        published(docker, &world, &name, table).await;
    })
    .await;
}

async fn inspected(docker: &DockerEngine, world: &World, (name, held, net): (&str, &str, &str), table: &Table) {
    let (client, place) = (&docker.client, place(""));
    let at = (world, &place);
    let bare = async || drop(client.inspect_container(name, None).await.unwrap());
    table.look("`container`", at, &container(name), bare, &["docker", "inspect", name]).await;
    let image = Look::Image { name: IMAGE.into() };
    let bare = async || drop(client.inspect_image(IMAGE).await.unwrap());
    table.look("`image`", at, &image, bare, &["docker", "image", "inspect", IMAGE]).await;
    let bare = async || drop(client.inspect_volume(held).await.unwrap());
    table.look("`volume`", at, &volume(held), bare, &["docker", "volume", "inspect", held]).await;
    let network = Look::Network { name: net.into() };
    let bare = async || drop(client.inspect_network(net, None).await.unwrap());
    table.look("`network`", at, &network, bare, &["docker", "network", "inspect", net]).await;
}

async fn inside(docker: &DockerEngine, world: &World, name: &str, table: &Table) {
    let (client, place) = (&docker.client, place(""));
    let at = (world, &place);
    let of = || Inside::Container { name: name.into() };
    let path = "/www/index.html";
    let bare = async || {
        let options = DownloadFromContainerOptionsBuilder::new().path(path).build();
        let mut parts = client.download_from_container(name, Some(options)).boxed();
        while let Some(part) = parts.next().await {
            part.unwrap();
        }
    };
    let words = ["docker", "cp", &format!("{name}:{path}"), "-"];
    table.look("`container_file`", at, &file(name, path), bare, &words).await;
    let bare = async || {
        let options = LogsOptionsBuilder::new().stdout(true).stderr(true).tail("5000").build();
        let mut pieces = client.logs(name, Some(options));
        while let Some(piece) = pieces.next().await {
            piece.unwrap();
        }
    };
    let logs = Look::Logs { of: of(), previous: false };
    table.look("`logs` of a container", at, &logs, bare, &["docker", "logs", name]).await;
    let command = ["cat", path].map(str::to_owned);
    let bare = async || {
        let config = ExecConfig {
            cmd: Some(command.to_vec()),
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            ..ExecConfig::default()
        };
        let exec = client.create_exec(name, config).await.unwrap().id;
        let begun = client.start_exec(&exec, None).await.unwrap();
        let StartExecResults::Attached { mut output, .. } = begun else { panic!("detached") };
        while output.next().await.is_some() {}
        client.inspect_exec(&exec).await.unwrap();
    };
    let run = Look::Run { inside: of(), command: command.to_vec() };
    table.look("`run` in a container", at, &run, bare, &["docker", "exec", name, "cat", path]).await;
}

async fn published(docker: &DockerEngine, world: &World, name: &str, table: &Table) {
    let found = docker.client.inspect_container(name, None).await.unwrap();
    let ports = found.network_settings.and_then(|settings| settings.ports).unwrap();
    let port: u16 = ports["80/tcp"].as_ref().and_then(|open| open[0].host_port.as_ref()).unwrap().parse().unwrap();
    let url = format!("http://127.0.0.1:{port}/");
    // A connection for each question, as a look has.
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
    let bare = async || drop(client.get(&url).send().await.unwrap().bytes().await.unwrap());
    let look = Look::Http { to: HttpTarget::Published { port }, path: "/".into() };
    let place = place("");
    let same = async || {
        docker.client.list_containers(None).await.unwrap();
        bare().await;
    };
    table.look("`http` to a published port", (world, &place), &look, same, &["curl", "-s", &url]).await;
}
