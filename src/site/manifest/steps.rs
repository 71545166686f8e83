//! Set-up steps as written → `course::Step`: one table each, so that a misspelt key is reported at its word.
//!
//! What a step uses is made by a step above it, or named in `images`, so that nothing appears that nobody takes down.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{LIMIT, Reader, STEP_LIMIT};
use crate::course::{Filling, Mount, MountSource, Need, NewContainer, NewFile, Publish, Step, StepKind};
use crate::site::looks::{self, LookFile};
use crate::site::near::{did_you_mean, known};
use crate::site::spanned::Spanned;

/// The largest file that a step may write.
const LARGEST: u64 = 1 << 30;
/// What Docker does when a container ends.
const RESTARTS: [&str; 4] = ["no", "always", "on-failure", "unless-stopped"];

/// One step of a set-up: what must be there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub(super) enum StepFile {
    /// Makes the objects of a manifest below `setup/`, in the exercise's namespace.
    Apply(Spanned<String>),
    /// Makes nothing, and waits until an expression holds.
    Wait(WaitFile),
    /// Makes a volume of Docker's.
    Volume(ThingFile),
    /// Makes a bridge network of Docker's.
    Network(ThingFile),
    /// Makes a container and starts it.
    Container(Box<ContainerFile>),
    /// Builds an image from a folder below `setup/`.
    Build(BuildFile),
    /// Gives an image another name.
    Tag(TagFile),
    /// Writes a file into the workspace, unless something of its name is there.
    File(NewFileFile),
    /// Copies a file into a container that a step above makes.
    Copy(CopyFile),
}

type Text = Spanned<String>;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitFile {
    /// What to look at, as in a check.
    look: Spanned<LookFile>,
    /// The CEL expression over what was found that ends the wait.
    until: Text,
    /// The longest wait, as `60s`: 30 seconds where none is written, 120 at most.
    #[schemars(extend("pattern" = LIMIT))]
    within: Option<Text>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ThingFile {
    /// Its name.
    name: Text,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContainerFile {
    /// Its name.
    name: Text,
    /// The image that it is made from: one of the exercise's `images`, or one that a step above makes.
    image: Text,
    /// The program's arguments, in the place of the image's own.
    #[serde(default)]
    command: Vec<String>,
    /// The program, in the place of the image's own.
    #[serde(default)]
    entrypoint: Vec<String>,
    /// Variables of its environment.
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// Ports that it publishes, as `docker run -p` takes them: `127.0.0.1:8080:80`.
    #[serde(default)]
    ports: Vec<Text>,
    /// Volumes of steps above and paths of the workspace, as `docker run -v` takes them: `notes:/data`, `./site:/html:ro`.
    #[serde(default)]
    mounts: Vec<Text>,
    /// The network that it is in: one that a step above makes, or `none`.
    network: Option<Text>,
    /// The user that it runs as.
    user: Option<String>,
    /// What Docker does when it ends.
    #[schemars(extend("enum" = RESTARTS))]
    restart: Option<Text>,
    /// The memory that it may take, as `64m`.
    memory: Option<Text>,
    /// How long it may take to start, as `60s`: 30 seconds where none is written, 120 at most.
    #[schemars(extend("pattern" = LIMIT))]
    within: Option<Text>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BuildFile {
    /// The name of the image, with a tag: `shop:1`.
    image: Text,
    /// The folder below `setup/` with its `Dockerfile`.
    context: Text,
    /// How long it may take, as `60s`: 30 seconds where none is written, 120 at most.
    #[schemars(extend("pattern" = LIMIT))]
    within: Option<Text>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TagFile {
    /// The image that is there: one of the exercise's `images`, or one that a step above makes.
    image: Text,
    /// Its other name, with a tag.
    name: Text,
}

/// A file with a text, with what another holds, or with zeros.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [{ "required": ["text"] }, { "required": ["from"] }, { "required": ["zeros"] }]))]
pub(super) struct NewFileFile {
    /// Where it lies in the workspace.
    path: Text,
    /// What it holds.
    text: Option<String>,
    /// The file below `setup/` that it is a copy of.
    from: Option<Text>,
    /// As many bytes of nothing, which take no room: 1 GiB at most.
    #[schemars(range(max = LARGEST))]
    zeros: Option<Spanned<u64>>,
    /// Whether it can be run.
    #[serde(default)]
    executable: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CopyFile {
    /// The file below `setup/`.
    file: Text,
    /// The container, which a step above makes.
    container: Text,
    /// The whole path of the file in the container.
    path: Text,
}

/// What the steps above have made and used.
#[derive(Default)]
pub(super) struct Made {
    volumes: Vec<String>,
    networks: Vec<String>,
    containers: Vec<String>,
    images: Vec<String>,
    files: Vec<String>,
    /// Images that no step makes, where they are named.
    used: Vec<(String, Range<usize>)>,
    /// The first step that asks Docker for something.
    docker: Option<Range<usize>>,
}

impl Reader<'_> {
    pub(super) fn step(&mut self, step: StepFile, is_there: &impl Fn(&str) -> bool) -> Option<Step> {
        let plain = |what| Step { what, within: STEP_LIMIT };
        Some(match step {
            StepFile::Apply(path) => plain(StepKind::Apply(self.given(path, is_there)?)),
            StepFile::Wait(wait) => {
                let within = self.limit(wait.within, STEP_LIMIT);
                let look = looks::look(&mut self.written, wait.look);
                let names = look.as_ref().map(|look| vec![look.variable().to_owned()]);
                let until = self.expression(wait.until, &names);
                Step { what: StepKind::Wait { look: look?, until }, within }
            }
            StepFile::Volume(ThingFile { name }) => {
                plain(StepKind::Volume { name: self.new_name(&name, |made| &mut made.volumes)? })
            }
            StepFile::Network(ThingFile { name }) => {
                plain(StepKind::Network { name: self.new_name(&name, |made| &mut made.networks)? })
            }
            StepFile::Container(container) => self.container(*container)?,
            StepFile::Build(BuildFile { image, context, within }) => {
                let within = self.limit(within, STEP_LIMIT);
                let (context, image) = (self.context(&context, is_there), self.new_image(image));
                Step { what: StepKind::Build { image: image?, context: context? }, within }
            }
            StepFile::Tag(TagFile { image, name }) => {
                let (image, name) = (self.used_image(image), self.new_image(name));
                plain(StepKind::Tag { image: image?, name: name? })
            }
            StepFile::File(file) => plain(StepKind::File(self.file(file, is_there)?)),
            StepFile::Copy(CopyFile { file, container, path }) => {
                self.is_whole(&path);
                let container = self.made_above(container, "container", |made| &made.containers);
                let file = self.given(file, is_there);
                plain(StepKind::Copy { file: file?, container: container?, path: path.into_inner() })
            }
        })
    }

    /// Every field is looked at, whatever the others are like.
    fn container(&mut self, new: ContainerFile) -> Option<Step> {
        let within = self.limit(new.within, STEP_LIMIT);
        let image = self.used_image(new.image);
        let ports: Vec<_> = new.ports.into_iter().map(|port| self.port(&port)).collect();
        let mounts: Vec<_> = new.mounts.into_iter().map(|mount| self.mount(&mount)).collect();
        let network = match new.network {
            Some(none) if none.get_ref() == "none" => Some(Some("none".to_owned())),
            Some(name) => self.made_above(name, "network", |made| &made.networks).map(Some),
            None => Some(None),
        };
        if let Some(restart) = new.restart.as_ref().filter(|it| !RESTARTS.contains(&it.get_ref().as_str())) {
            let help = known(restart.get_ref(), RESTARTS, "write it as `docker run --restart` takes it");
            self.written.refuse(restart.span(), format!("`{}` is no way to restart", restart.get_ref()), help);
        }
        let memory = new.memory.map(|memory| self.size(&memory));
        let name = self.new_name(&new.name, |made| &mut made.containers);
        let container = NewContainer {
            name: name?,
            image: image?,
            command: new.command,
            entrypoint: new.entrypoint,
            env: new.env,
            ports: ports.into_iter().collect::<Option<_>>()?,
            mounts: mounts.into_iter().collect::<Option<_>>()?,
            network: network?,
            user: new.user,
            restart: new.restart.map(Spanned::into_inner),
            memory: memory.map_or(Some(None), |memory| memory.map(Some))?,
        };
        Some(Step { what: StepKind::Container(Box::new(container)), within })
    }

    fn port(&mut self, written: &Text) -> Option<Publish> {
        let port = Publish::parse(written.get_ref());
        if port.is_none() {
            let help = "write it as `docker run -p` takes it: `127.0.0.1:8080:80`";
            self.written.refuse(written.span(), format!("`{}` publishes no port", written.get_ref()), help);
        }
        port
    }

    fn mount(&mut self, written: &Text) -> Option<Mount> {
        let at = written.span();
        let Some(mount) = Mount::parse(written.get_ref()) else {
            let help = "write `notes:/data` for a volume, `./site:/html:ro` for a folder of the workspace";
            self.written.refuse(at, format!("`{}` mounts nothing", written.get_ref()), help);
            return None;
        };
        match &mount.source {
            MountSource::Volume(name) => {
                self.made_above(Spanned::new(at, name.clone()), "volume", |made| &made.volumes)?;
            }
            MountSource::Workspace(path) if path.is_empty() || looks::is_inside(path) => {}
            MountSource::Workspace(path) => {
                self.written.refuse(at, format!("`{path}` is no path inside the workspace"), "write it without `..`");
                return None;
            }
        }
        Some(mount)
    }

    /// Bytes as Docker counts them: `64m`.
    fn size(&mut self, written: &Text) -> Option<u64> {
        let text = written.get_ref().to_ascii_lowercase();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let factor = match &text[digits.len()..] {
            "" | "b" => Some(1),
            "k" => Some(1 << 10),
            "m" => Some(1 << 20),
            "g" => Some(1 << 30),
            _ => None,
        };
        let size = digits.parse::<u64>().ok().zip(factor).and_then(|(number, factor)| number.checked_mul(factor));
        if size.is_none_or(|size| size == 0) {
            self.written.refuse(written.span(), format!("`{text}` is no size"), "write it as `64m`");
        }
        size
    }

    fn file(&mut self, file: NewFileFile, is_there: &impl Fn(&str) -> bool) -> Option<NewFile> {
        let at = file.path.span();
        let path = looks::inside(&mut self.written, file.path);
        let filling = match (file.text, file.from, file.zeros) {
            (Some(text), None, None) => Some(Filling::Text(text)),
            (None, Some(from), None) => self.given(from, is_there).map(Filling::From),
            (None, None, Some(zeros)) if *zeros.get_ref() <= LARGEST => Some(Filling::Zeros(zeros.into_inner())),
            (None, None, Some(zeros)) => {
                self.written.refuse(zeros.span(), "a file has at most 1 GiB", "write fewer bytes");
                None
            }
            _ => {
                let help = "`text` is what it holds, `from` a file below `setup/`, `zeros` a number of bytes";
                self.written.refuse(at.clone(), "write one of `text`, `from` and `zeros`", help);
                None
            }
        };
        let path = self.only_once(&Spanned::new(at, path?), |made| &mut made.files)?;
        Some(NewFile { path, filling: filling?, executable: file.executable })
    }

    /// A file below `setup/` that is there.
    fn given(&mut self, path: Text, is_there: &impl Fn(&str) -> bool) -> Option<String> {
        let text = path.get_ref();
        if text.starts_with("setup/") && is_there(text) {
            return Some(path.into_inner());
        }
        let help = "what set-up steps use lies in the exercise's folder `setup/`";
        self.written.refuse(path.span(), format!("there is no file `{text}`"), help);
        None
    }

    /// A folder below `setup/` with a `Dockerfile` in it.
    fn context(&mut self, path: &Text, is_there: &impl Fn(&str) -> bool) -> Option<String> {
        let text = path.get_ref().trim_end_matches('/');
        if text.starts_with("setup/") && looks::is_inside(text) && is_there(&format!("{text}/Dockerfile")) {
            return Some(text.to_owned());
        }
        let help = "an image is built from a folder below `setup/`, with its `Dockerfile`";
        self.written.refuse(path.span(), format!("there is no `{text}/Dockerfile`"), help);
        None
    }

    /// The name of a thing of Docker's that this step makes.
    fn new_name(&mut self, name: &Text, list: impl Fn(&mut Made) -> &mut Vec<String>) -> Option<String> {
        self.made.docker.get_or_insert(name.span());
        let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let text = name.get_ref();
        if text.len() < 2 || !text.starts_with(|c: char| c.is_ascii_alphanumeric()) || !text.chars().all(inner) {
            let words = format!("`{text}` is no name that Docker takes");
            self.written.refuse(name.span(), words, "two letters or more: letters, digits and `_.-`");
            return None;
        }
        self.only_once(name, list)
    }

    fn new_image(&mut self, image: Text) -> Option<String> {
        self.made.docker.get_or_insert(image.span());
        let at = image.span();
        let image = self.image(image)?;
        let tagged = image.rsplit('/').next().is_some_and(|last| last.contains(':') && !last.contains('@'));
        if !tagged {
            self.written.refuse(at, format!("`{image}` has no tag"), "write it as `shop:1`");
            return None;
        }
        self.only_once(&Spanned::new(at, image), |made| &mut made.images)
    }

    fn only_once(&mut self, name: &Text, list: impl Fn(&mut Made) -> &mut Vec<String>) -> Option<String> {
        let text = name.get_ref().clone();
        if list(&mut self.made).contains(&text) {
            let words = format!("a step above makes `{text}` already");
            self.written.refuse(name.span(), words, "give it another name, or delete one of the steps");
            return None;
        }
        list(&mut self.made).push(text.clone());
        Some(text)
    }

    fn used_image(&mut self, image: Text) -> Option<String> {
        self.made.docker.get_or_insert(image.span());
        let at = image.span();
        let image = self.image(image)?;
        if !self.made.images.contains(&image) {
            self.made.used.push((image.clone(), at));
        }
        Some(image)
    }

    fn made_above(&mut self, name: Text, kind: &str, list: impl Fn(&Made) -> &Vec<String>) -> Option<String> {
        let made = list(&self.made);
        if made.contains(name.get_ref()) {
            return Some(name.into_inner());
        }
        let otherwise = format!("write `{kind} = {{ name = \"{}\" }}` in a step above", name.get_ref());
        let help = known(name.get_ref(), made.iter().map(String::as_str), &otherwise);
        self.written.refuse(name.span(), format!("no step above makes the {kind} `{}`", name.get_ref()), help);
        None
    }

    fn is_whole(&mut self, path: &Text) {
        let text = path.get_ref();
        if !text.starts_with('/') || text.ends_with('/') || text.split('/').any(|step| step == "..") {
            let help = "write the whole path of the file, without `..`";
            self.written.refuse(path.span(), format!("`{text}` is no path of a file in a container"), help);
        }
    }

    /// What the steps take for granted is said in the head: the engine, and the images that are fetched before a start.
    pub(super) fn foreseen(&mut self, needs: &[Need], images: &[String]) {
        if let Some(at) = self.made.docker.clone().filter(|_| !needs.contains(&Need::Docker)) {
            self.written.refuse(at, "this step wants Docker", "write `docker` into the exercise's `needs`");
        }
        for (image, at) in std::mem::take(&mut self.made.used) {
            if !images.contains(&image) {
                let words = format!("`{image}` is not among the exercise's `images`");
                let near = did_you_mean(&image, images.iter().map(String::as_str));
                let help = near.unwrap_or_else(|| format!("add `\"{image}\"` to `images`"));
                self.written.refuse(at, words, help);
            }
        }
    }
}
