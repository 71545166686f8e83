//! Writes a built site: into a temporary folder beside the target, then put in its place, so that nobody ever sees half
//! of one. A file that has not changed is taken over from the old site as it lies there, with its time.
#![expect(clippy::disallowed_methods, reason = "writes the built site to disk")]

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use anyhow::{Context, bail};
use bytes::Bytes;
use rayon::prelude::*;

use super::Site;

/// Lies in every folder that we wrote, so that we replace no other.
const MARK: &str = ".sampan-site";

/// How a folder came to hold the site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// New files, and those whose content differs from what was there.
    pub changed: usize,
    /// Files that were there already.
    pub kept: usize,
}

pub(super) fn write(site: &Site, out: &Path) -> anyhow::Result<Written> {
    // A link to a folder stays a link: what it leads to is replaced.
    let out = &out.canonicalize().unwrap_or_else(|_| out.to_owned());
    if !may_replace(out) {
        bail!("`{}` is not empty and holds no site that was built before; nothing was changed", out.display());
    }
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).with_context(|| format!("cannot make `{}`", parent.display()))?;
    let new = tempfile::Builder::new().prefix(".sampan-").tempdir_in(parent);
    let new = new.with_context(|| format!("cannot write in `{}`", parent.display()))?;
    let written = fill(site, new.path(), out)?;
    replace(new, out).with_context(|| format!("cannot put the site at `{}`", out.display()))?;
    Ok(written)
}

fn may_replace(out: &Path) -> bool {
    match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none() || out.join(MARK).is_file(),
        Err(_) => !out.exists(),
    }
}

fn fill(site: &Site, root: &Path, old: &Path) -> anyhow::Result<Written> {
    let folders: BTreeSet<&Path> = site.files.keys().filter_map(|path| Path::new(path).parent()).collect();
    for folder in folders {
        fs::create_dir_all(root.join(folder)).with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    let put = |(path, bytes): (&String, &Bytes)| -> anyhow::Result<bool> {
        let (file, before) = (root.join(path), old.join(path));
        let is_kept = holds(&before, bytes) && take_over(&before, &file).is_ok();
        if !is_kept {
            fs::write(&file, bytes).with_context(|| format!("cannot write `{}`", file.display()))?;
        }
        Ok(is_kept)
    };
    let kept: Vec<bool> = site.files.par_iter().map(put).collect::<anyhow::Result<_>>()?;
    let kept = kept.into_iter().filter(|is_kept| *is_kept).count();
    let written = Written { changed: site.files.len() - kept, kept };
    fs::write(root.join(MARK), "Built by sampan; `sampan build` may replace this folder.\n").context("cannot write")?;
    share(root)?;
    Ok(written)
}

/// Whether a plain file has exactly this content.
fn holds(file: &Path, bytes: &[u8]) -> bool {
    let found = fs::symlink_metadata(file);
    let may = found.is_ok_and(|found| found.is_file() && usize::try_from(found.len()) == Ok(bytes.len()));
    may && fs::read(file).is_ok_and(|found| found == bytes)
}

/// The same file under another name; where the disk knows no such thing, a copy of the same age.
fn take_over(before: &Path, file: &Path) -> io::Result<()> {
    fs::hard_link(before, file).or_else(|_| {
        fs::copy(before, file)?;
        fs::File::options().write(true).open(file)?.set_modified(before.metadata()?.modified()?)
    })
}

/// Puts the new folder where the old one is, which is removed last.
fn replace(new: tempfile::TempDir, out: &Path) -> io::Result<()> {
    if exchange(new.path(), out) {
        return Ok(());
    }
    if !out.exists() {
        return fs::rename(new.keep(), out);
    }
    let aside = tempfile::Builder::new().prefix(".sampan-").tempdir_in(out.parent().unwrap_or(Path::new(".")))?;
    let old = aside.path().join("old");
    fs::rename(out, &old)?;
    fs::rename(new.path(), out).inspect_err(|_| {
        if fs::rename(&old, out).is_err() {
            // Both stay, for somebody to look at.
            let _ = aside.keep();
        }
    })?;
    let _ = new.keep();
    Ok(())
}

/// Gives two folders each other's name in one step, so that there is a site at every moment; says whether it could.
#[cfg(target_os = "linux")]
fn exchange(new: &Path, out: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, new, CWD, out, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
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

#[cfg(test)]
mod tests {
    use super::super::sent;
    use super::*;

    fn site(files: &[(&str, &str)]) -> Site {
        Site { files: files.iter().map(|(path, text)| ((*path).to_owned(), sent((*text).to_owned()))).collect() }
    }

    #[test]
    fn what_has_not_changed_keeps_its_time_and_what_is_gone_goes() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("site");
        let first = site(&[("a.html", "a"), ("b/b.html", "b"), ("old.html", "old")]);
        assert_eq!(write(&first, &out).unwrap(), Written { changed: 3, kept: 0 });
        let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        for name in ["a.html", "b/b.html"] {
            fs::File::options().write(true).open(out.join(name)).unwrap().set_modified(long_ago).unwrap();
        }
        let second = site(&[("a.html", "a"), ("b/b.html", "c")]);
        assert_eq!(write(&second, &out).unwrap(), Written { changed: 1, kept: 1 });
        let time = |name: &str| out.join(name).metadata().unwrap().modified().unwrap();
        assert_eq!(time("a.html"), long_ago);
        assert_ne!(time("b/b.html"), long_ago);
        assert!(!out.join("old.html").exists());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1, "no temporary folder stays");
    }

    #[test]
    fn what_cannot_be_written_leaves_the_old_site_whole() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("site");
        write(&site(&[("a", "old"), ("b", "old")]), &out).unwrap();
        // `a` cannot be a file and a folder.
        assert!(write(&site(&[("a", "new"), ("a/b", "new")]), &out).is_err());
        assert_eq!(
            (fs::read(out.join("a")).unwrap(), fs::read(out.join("b")).unwrap()),
            (b"old".into(), b"old".into())
        );
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_link_to_a_folder_stays_one() {
        let root = tempfile::tempdir().unwrap();
        let (real, link) = (root.path().join("real"), root.path().join("site"));
        fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write(&site(&[("a", "1")]), &link).unwrap();
        assert!(link.is_symlink() && real.join("a").is_file());
    }
}
