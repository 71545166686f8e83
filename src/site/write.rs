//! Writes a built site: into a temporary folder beside the target, then moved, so that nobody ever sees half of one.
#![expect(clippy::disallowed_methods, reason = "writes the built site to disk")]

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use super::Site;

/// Lies in every folder that we wrote, so that we replace no other.
const MARK: &str = ".sampan-site";

pub(super) fn write(site: &Site, out: &Path) -> anyhow::Result<()> {
    if !may_replace(out) {
        bail!("`{}` is not empty and holds no site that was built before; nothing was changed", out.display());
    }
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).with_context(|| format!("cannot make `{}`", parent.display()))?;
    let new = tempfile::Builder::new().prefix(".sampan-").tempdir_in(parent);
    let new = new.with_context(|| format!("cannot write in `{}`", parent.display()))?;
    fill(site, new.path())?;
    // The old one is moved aside first and removed last: a failure in between leaves both.
    let old = tempfile::Builder::new().prefix(".sampan-").tempdir_in(parent)?;
    if out.exists() {
        fs::rename(out, old.path().join("old")).with_context(|| format!("cannot replace `{}`", out.display()))?;
    }
    fs::rename(new.keep(), out).with_context(|| format!("cannot put the site at `{}`", out.display()))
}

fn may_replace(out: &Path) -> bool {
    match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none() || out.join(MARK).is_file(),
        Err(_) => !out.exists(),
    }
}

fn fill(site: &Site, root: &Path) -> anyhow::Result<()> {
    for (path, bytes) in &site.files {
        let file = root.join(path);
        let folder = file.parent().unwrap_or(root);
        fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
        fs::write(&file, bytes).with_context(|| format!("cannot write `{}`", file.display()))?;
    }
    fs::write(root.join(MARK), "Built by sampan; `sampan build` may replace this folder.\n").context("cannot write")?;
    share(root)
}

/// A temporary folder is its owner's alone, a site is for its web server.
#[cfg(unix)]
fn share(root: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(root, fs::Permissions::from_mode(0o755)).context("cannot set the folder's mode")
}

#[cfg(not(unix))]
fn share(_: &Path) -> anyhow::Result<()> {
    Ok(())
}
