//! A kubeconfig of our own for one namespace: the learner's `kubectl` is led there, and the learner's own file is left
//! as it is.
//!
//! One cluster, user and context, all under the namespace's name, taken from the context that was chosen.

use std::path::Path;
use std::{fs, io};

use kube::config::Kubeconfig;

use super::SandboxError;
use crate::private;

/// Writes the file anew, whole, and readable by its owner alone.
pub(super) fn write(path: &Path, entry: &Kubeconfig, namespace: &str) -> Result<(), SandboxError> {
    let text = serde_saphyr::to_string(&renamed(entry, namespace)).map_err(io::Error::other);
    text.and_then(|text| replace(path, text.as_bytes())).map_err(|source| SandboxError::disk(path, source))
}

/// Removes the file, and what a write that was cut off left beside it.
pub(super) fn remove(path: &Path) -> Result<(), SandboxError> {
    let disk = |source| SandboxError::disk(path, source);
    let (Some(folder), draft) = (path.parent(), private::draft(path)) else { return Ok(()) };
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

/// Our folder of kubeconfigs is closed to everybody else, whoever made it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    private::close(path.parent().unwrap_or(path))?;
    private::replace(path, bytes)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

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
    fn the_file_and_its_folder_are_private() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("kube");
        fs::create_dir(&folder).unwrap();
        let path = folder.join("docker-x.yaml");
        write(&path, &entry(), "sampan-x").unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&path)), (0o700, 0o600));
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
