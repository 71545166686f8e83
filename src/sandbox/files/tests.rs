//! Nothing outside the workspace, nothing half-written, and no waiting for what is no file.

use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

use super::*;

/// A workspace with a secret beside it.
struct Desk {
    root: tempfile::TempDir,
    files: Files,
}

fn desk() -> Desk {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("ws/k8s")).unwrap();
    fs::create_dir(root.path().join("ws-evil")).unwrap();
    let desk = Desk { files: Files::of(&root.path().join("ws")), root };
    desk.put("ws/k8s/web.yaml", "kind: Pod\n");
    desk.put("secret", "secret");
    desk.put("ws-evil/secret", "secret");
    desk
}

fn path(text: &str) -> FilePath {
    text.parse().unwrap()
}

impl Desk {
    fn at(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        io::Write::write_all(&mut fs::File::create(self.at(name)).unwrap(), text.as_bytes()).unwrap();
    }

    fn on_disk(&self, name: &str) -> String {
        io::read_to_string(fs::File::open(self.at(name)).unwrap()).unwrap()
    }

    fn version(&self, name: &str) -> String {
        self.files.read(&path(name)).unwrap().version
    }

    fn names(&self) -> Vec<String> {
        self.files.tree().unwrap().entries.into_iter().map(|entry| entry.path).collect()
    }

    /// What comes of reading, writing over, making, removing and renaming.
    fn refused(&self, name: &str, expected: &FileFault) {
        let (name, other) = (path(name), path("other"));
        let fault = |error: Option<FileError>| match error {
            Some(FileError::Fault(fault)) => Some(fault),
            Some(FileError::Changed(_)) | None => None,
        };
        assert_eq!(fault(self.files.read(&name).err()).as_ref(), Some(expected), "reading {name}");
        let over = self.files.save(&name, "x", Some("0"));
        assert_eq!(fault(over.err()).as_ref(), Some(expected), "writing {name}");
        assert!(self.files.save(&name, "x", None).is_err(), "making {name}");
        assert!(!self.at("ws/other").exists() && self.files.read(&other).is_err());
        assert_eq!((self.on_disk("secret"), self.on_disk("ws-evil/secret")), ("secret".into(), "secret".into()));
    }
}

#[test]
fn a_text_is_read_changed_and_read_again() {
    let desk = desk();
    let name = path("k8s/web.yaml");
    fs::set_permissions(desk.at("ws/k8s/web.yaml"), Permissions::from_mode(0o750)).unwrap();
    let before = desk.files.read(&name).unwrap();
    assert_eq!((before.text.as_str(), before.read_only), ("kind: Pod\n", false));
    let text = "\u{feff}kind: Deployment\r\n# 网站\r\n";
    let saved = desk.files.save(&name, text, Some(&before.version)).unwrap();
    assert_ne!(saved.version, before.version);
    assert_eq!((desk.on_disk("ws/k8s/web.yaml"), desk.files.read(&name).unwrap()), (text.to_owned(), saved));
    let stat = desk.at("ws/k8s/web.yaml").metadata().unwrap();
    assert_eq!(stat.permissions().mode() & 0o777, 0o750, "a script stays one");
    assert_eq!(desk.names(), ["k8s", "k8s/web.yaml"], "no draft is left");
}

#[test]
fn what_changed_on_disk_is_told_and_kept() {
    let desk = desk();
    let (name, seen) = (path("k8s/web.yaml"), desk.version("k8s/web.yaml"));
    desk.put("ws/k8s/web.yaml", "kind: Job\n");
    let Err(FileError::Changed(Some(now))) = desk.files.save(&name, "mine", Some(&seen)) else { panic!("saved") };
    assert_eq!((now.text.as_str(), desk.on_disk("ws/k8s/web.yaml").as_str()), ("kind: Job\n", "kind: Job\n"));
    let removed = desk.files.remove(&name, Some(&seen));
    assert_eq!(removed, Err(FileError::Changed(Some(now.clone()))));
    // The same text again is no conflict, whenever it was written.
    desk.put("ws/k8s/web.yaml", "kind: Pod\n");
    desk.files.save(&name, "mine", Some(&seen)).unwrap();
    fs::remove_file(desk.at("ws/k8s/web.yaml")).unwrap();
    assert_eq!(desk.files.save(&name, "mine", Some(&seen)), Err(FileError::Changed(None)));
    assert_eq!(desk.names(), ["k8s"]);
}

#[test]
fn new_files_and_folders_replace_nothing() {
    let desk = desk();
    desk.files.save(&path("charts/web/Chart.yaml"), "name: web\n", None).unwrap();
    assert_eq!(desk.on_disk("ws/charts/web/Chart.yaml"), "name: web\n");
    let taken = Err(FileError::Fault(FileFault::Taken));
    assert_eq!(desk.files.save(&path("k8s/web.yaml"), "x", None).map(drop), taken);
    assert_eq!(desk.files.save(&path("k8s"), "x", None).map(drop), taken);
    assert_eq!(desk.files.make_folder(&path("k8s")), taken);
    assert_eq!(desk.files.make_folder(&path("k8s/web.yaml/a")), Err(FileError::Fault(FileFault::NotFolder)));
    desk.files.make_folder(&path("a/b")).unwrap();
    assert_eq!(desk.files.rename(&path("charts/web/Chart.yaml"), &path("k8s/web.yaml")), taken);
    assert_eq!(desk.files.rename(&path("a"), &path("a/b/c")), Err(FileError::Fault(FileFault::BadPath)));
    desk.files.rename(&path("charts"), &path("a/b/charts")).unwrap();
    assert_eq!(desk.on_disk("ws/k8s/web.yaml"), "kind: Pod\n");
    let expected = ["a", "a/b", "a/b/charts", "a/b/charts/web", "a/b/charts/web/Chart.yaml", "k8s", "k8s/web.yaml"];
    assert_eq!(desk.names(), expected);
}

#[test]
fn only_what_is_named_is_removed() {
    let desk = desk();
    symlink("k8s", desk.at("ws/link")).unwrap();
    desk.files.remove(&path("link"), None).unwrap();
    assert_eq!(desk.files.remove(&path("k8s"), None), Err(FileError::Fault(FileFault::NotEmpty)));
    desk.files.remove(&path("k8s/web.yaml"), Some(&desk.version("k8s/web.yaml"))).unwrap();
    desk.files.remove(&path("k8s"), None).unwrap();
    assert_eq!(desk.files.remove(&path("k8s"), None), Err(FileError::Fault(FileFault::Absent)));
    assert!(desk.names().is_empty());
}

#[test]
fn r29_a11_no_link_leads_out_of_the_workspace() {
    let desk = desk();
    symlink("../secret", desk.at("ws/outer")).unwrap();
    symlink(desk.root.path(), desk.at("ws/up")).unwrap();
    symlink("k8s", desk.at("ws/inner")).unwrap();
    symlink(format!("/proc/{}/cwd", std::process::id()), desk.at("ws/magic")).unwrap();
    symlink(desk.at("made"), desk.at("ws/dangling")).unwrap();
    for name in ["outer", "dangling", "up/secret", "up/ws-evil/secret", "inner/web.yaml", "magic/Cargo.toml"] {
        desk.refused(name, &FileFault::Link);
    }
    assert_eq!(desk.files.rename(&path("k8s/web.yaml"), &path("up/stolen")), Err(FileFault::Link.into()));
    assert_eq!(desk.files.make_folder(&path("up/made")), Err(FileFault::Link.into()));
    assert_eq!(desk.files.remove(&path("up/secret"), None), Err(FileFault::Link.into()));
    assert!(!desk.at("made").exists() && !desk.at("stolen").exists());
    let tree = desk.files.tree().unwrap();
    assert!(tree.entries.iter().all(|entry| !entry.path.starts_with("up/") && !entry.path.starts_with("inner/")));
}

#[test]
fn r29_a11_a_link_in_place_of_the_workspace_is_not_entered() {
    let desk = desk();
    fs::rename(desk.at("ws"), desk.at("moved")).unwrap();
    symlink(desk.at("ws-evil"), desk.at("ws")).unwrap();
    desk.refused("secret", &FileFault::NoWorkspace);
    assert_eq!(desk.files.tree(), Err(FileFault::NoWorkspace.into()));
    fs::remove_file(desk.at("ws")).unwrap();
    desk.refused("k8s/web.yaml", &FileFault::NoWorkspace);
}

#[test]
fn a11_without_the_kernels_help_the_words_are_the_same() {
    let desk = desk();
    symlink("k8s", desk.at("ws/inner")).unwrap();
    let workspace = desk.files.open().unwrap();
    let stepped = openat(&workspace, "inner", FOLDER, Mode::empty());
    assert!(stepped.is_err(), "the flags alone refuse a link");
    assert_eq!(inner(&workspace, "inner").err(), Some(FileFault::Link));
    let opened = openat(&workspace, "k8s", FOLDER, Mode::empty()).unwrap();
    assert!(on_the_same_disk(&workspace, opened).is_ok());
    let other = openat(CWD, "/proc", FOLDER, Mode::empty()).unwrap();
    assert_eq!(on_the_same_disk(&workspace, other).err(), Some(Errno::XDEV));
}

#[test]
fn w10_what_is_no_file_is_refused_at_once() {
    let desk = desk();
    symlink("loop", desk.at("ws/loop")).unwrap();
    rustix::fs::mknodat(CWD, desk.at("ws/pipe"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let _listener = UnixListener::bind(desk.at("ws/socket")).unwrap();
    let begun = Instant::now();
    desk.refused("loop", &FileFault::Link);
    desk.refused("pipe", &FileFault::NotRegular);
    desk.refused("socket", &FileFault::NotRegular);
    desk.refused("k8s", &FileFault::Folder);
    desk.refused("k8s/web.yaml/a", &FileFault::NotFolder);
    assert_eq!(desk.names(), ["k8s", "k8s/web.yaml", "loop", "pipe", "socket"]);
    assert!(begun.elapsed() < Duration::from_secs(1), "nothing waits for another end");
    desk.files.remove(&path("pipe"), None).unwrap();
}

#[test]
fn w10_a_file_without_rights_is_named_and_stays() {
    let desk = desk();
    let (name, seen) = (path("k8s/web.yaml"), desk.version("k8s/web.yaml"));
    fs::set_permissions(desk.at("ws/k8s/web.yaml"), Permissions::from_mode(0o000)).unwrap();
    let denied = FileFault::Disk(crate::course::DiskFault::NoPermission);
    // Root reads and writes whatever the rights say, but keeps them.
    match desk.files.read(&name) {
        Err(error) => assert_eq!(error, denied.into()),
        Ok(_) => drop(desk.files.save(&name, "kind: Pod\n", Some(&seen)).unwrap()),
    }
    assert_eq!(desk.at("ws/k8s/web.yaml").metadata().unwrap().mode() & 0o777, 0);
}

#[test]
fn w3_only_text_is_shown() {
    let desk = desk();
    for (name, bytes) in
        [("latin1", &b"caf\xe9"[..]), ("utf16", b"\xff\xfea\0"), ("nul", b"a\0b"), ("half", b"\xe5\x8d")]
    {
        io::Write::write_all(&mut fs::File::create(desk.at("ws").join(name)).unwrap(), bytes).unwrap();
        desk.refused(name, &FileFault::NotText);
        fs::remove_file(desk.at("ws").join(name)).unwrap();
    }
}

#[test]
fn w4_what_is_too_large_is_neither_read_nor_written() {
    let desk = desk();
    let limit = FileFault::TooLarge { limit: LARGEST };
    fs::File::create(desk.at("ws/large")).unwrap().set_len(LARGEST + 1).unwrap();
    desk.refused("large", &limit);
    let (long, exact) = ("a".repeat(LARGEST as usize + 1), "a".repeat(LARGEST as usize));
    assert_eq!(desk.files.save(&path("long"), &long, None), Err(limit.into()));
    assert_eq!(desk.files.save(&path("exact"), &exact, None).unwrap().text.len(), exact.len());
    assert_eq!(desk.names(), ["k8s", "k8s/web.yaml", "exact", "large"]);
}

#[test]
fn w7_odd_names_are_shown_and_not_made() {
    let desk = desk();
    let long = "n".repeat(255);
    for name in ["a\nb", "e\u{301}", "\u{e9}", "a\u{202e}b", long.as_str()] {
        desk.put(&format!("ws/{name}"), "odd");
        assert_eq!(desk.files.read(&path(name)).unwrap().text, "odd", "{name:?}");
    }
    desk.files.save(&path(&long), "long", Some(&desk.version(&long))).unwrap();
    fs::File::create(desk.at("ws").join(std::ffi::OsStr::from_bytes(b"\xff"))).unwrap();
    let tree = desk.files.tree().unwrap();
    let nameless = tree.entries.iter().find(|entry| entry.path == "\u{fffd}").unwrap();
    assert_eq!((tree.entries.len(), nameless.kind), (8, FileKind::Other));
    for name in ["a\u{1b}[2J", "new\u{202e}", "x\u{200b}"] {
        assert_eq!(desk.files.save(&path(name), "x", None), Err(FileFault::BadPath.into()));
        assert_eq!(desk.files.rename(&path("k8s"), &path(name)), Err(FileFault::BadPath.into()));
    }
}

#[test]
fn w4_a_tree_without_end_is_cut_and_hides_no_neighbour() {
    let desk = desk();
    fs::create_dir(desk.at("ws/a")).unwrap();
    for number in 0..1200 {
        fs::File::create(desk.at("ws/a").join(number.to_string())).unwrap();
    }
    let tree = desk.files.tree().unwrap();
    assert_eq!((tree.entries.len(), tree.cut), (1000, true));
    assert!(tree.entries.iter().any(|entry| entry.path == "k8s"));
    fs::remove_dir_all(desk.at("ws/a")).unwrap();
    fs::create_dir_all(desk.at("ws").join("d/".repeat(12))).unwrap();
    assert!(!desk.files.tree().unwrap().cut, "the deepest folder is empty");
    fs::create_dir(desk.at("ws").join("d/".repeat(13))).unwrap();
    let tree = desk.files.tree().unwrap();
    assert_eq!((tree.entries.len(), tree.cut), (14, true));
}
