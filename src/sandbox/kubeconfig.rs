//! A kubeconfig of our own for one namespace: the learner's `kubectl` is led there, and the learner's own file is left
//! as it is.
//!
//! One cluster, user and context, all under the namespace's name, taken from the context that was chosen.

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use kube::config::Kubeconfig;

use super::SandboxError;

/// Writes the file anew, whole, and readable by its owner alone.
pub(super) fn write(path: &Path, entry: &Kubeconfig, namespace: &str) -> Result<(), SandboxError> {
    let text = serde_saphyr::to_string(&renamed(entry, namespace)).map_err(io::Error::other);
    text.and_then(|text| replace(path, text.as_bytes())).map_err(|source| SandboxError::disk(path, source))
}

/// Removes the file, and what a write that was cut off left beside it.
pub(super) fn remove(path: &Path) -> Result<(), SandboxError> {
    let disk = |source| SandboxError::disk(path, source);
    let (Some(folder), draft) = (path.parent(), draft(path)) else { return Ok(()) };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(disk)?,
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if Some(name.as_os_str()) == path.file_name() || name.to_string_lossy().starts_with(&draft) {
            fs::remove_file(entry.path()).or_else(unless_gone).map_err(disk)?;
        }
    }
    Ok(())
}

fn unless_gone(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// The same cluster and user under a name of ours, with the namespace set.
fn renamed(entry: &Kubeconfig, namespace: &str) -> Kubeconfig {
    let mut ours = entry.clone();
    for cluster in &mut ours.clusters {
        namespace.clone_into(&mut cluster.name);
    }
    for user in &mut ours.auth_infos {
        namespace.clone_into(&mut user.name);
    }
    for named in &mut ours.contexts {
        namespace.clone_into(&mut named.name);
        if let Some(context) = &mut named.context {
            namespace.clone_into(&mut context.cluster);
            context.user = context.user.as_ref().map(|_| namespace.to_owned());
            context.namespace = Some(namespace.to_owned());
        }
    }
    ours.current_context = Some(namespace.to_owned());
    ours.kind = Some("Config".to_owned());
    ours.api_version = Some("v1".to_owned());
    ours
}

/// A new file takes the place of the old one: never a half-written one, never through a link, 0600 from the beginning.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut new = tempfile::Builder::new().prefix(&draft(path)).tempfile_in(folder)?;
    new.write_all(bytes)?;
    new.as_file().sync_data()?;
    new.persist(path)?;
    Ok(())
}

fn draft(path: &Path) -> String {
    format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use serde_json::{Value, json};

    use super::*;

    fn entry() -> Kubeconfig {
        let entry = json!({
            "current-context": "minikube",
            "contexts": [{"name": "minikube", "context": {"cluster": "mk", "user": "me", "namespace": "default"}}],
            "clusters": [{"name": "mk", "cluster": {"server": "https://192.0.2.1:8443", "certificate-authority": "/mk/ca.crt"}}],
            "users": [{"name": "me", "user": {"client-certificate": "/mk/me.crt", "token": "yes: it's \"quoted\""}}],
        });
        serde_json::from_value(entry).unwrap()
    }

    fn read(path: &Path) -> Value {
        let text = io::read_to_string(fs::File::open(path).unwrap()).unwrap();
        serde_saphyr::from_str(&text).unwrap()
    }

    #[test]
    fn one_context_under_our_name_leads_to_the_namespace() {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join("kube/docker-x.yaml");
        write(&path, &entry(), "sampan-x").unwrap();
        let expected = json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "sampan-x",
            "contexts": [{"name": "sampan-x", "context": {"cluster": "sampan-x", "user": "sampan-x", "namespace": "sampan-x"}}],
            "clusters": [{"name": "sampan-x", "cluster": {"server": "https://192.0.2.1:8443", "certificate-authority": "/mk/ca.crt"}}],
            "users": [{"name": "sampan-x", "user": {"client-certificate": "/mk/me.crt", "token": "yes: it's \"quoted\""}}],
        });
        assert_eq!(read(&path), expected);
    }

    #[test]
    fn the_file_is_private_and_never_written_through_a_link() {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join("docker-x.yaml");
        let elsewhere = data.path().join("elsewhere");
        fs::File::create(&elsewhere).unwrap();
        symlink(&elsewhere, &path).unwrap();
        write(&path, &entry(), "sampan-x").unwrap();
        assert!(!path.is_symlink() && elsewhere.metadata().unwrap().len() == 0);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn removing_takes_what_a_cut_off_write_left_and_nothing_else() {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join("docker-x.yaml");
        remove(&data.path().join("none/docker-x.yaml")).unwrap();
        for name in ["docker-x.yaml", ".docker-x.yaml.Ab3", "docker-xy.yaml"] {
            fs::File::create(data.path().join(name)).unwrap();
        }
        remove(&path).unwrap();
        remove(&path).unwrap();
        let left: Vec<_> = fs::read_dir(data.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["docker-xy.yaml"]);
    }
}
