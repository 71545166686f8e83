//! Files of the course → a tar archive, as Docker wants what is copied and what is built. Pure.

use std::io;

use crate::course::File;

/// One file, at a path below the archive's root; folders above it are made where they are missing.
pub(super) fn of_one(path: &str, bytes: &[u8], executable: bool) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    put(&mut archive, path, bytes, executable)?;
    archive.into_inner()
}

/// The files below a folder, at their paths there.
pub(super) fn below(folder: &str, files: &[File]) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    for file in files {
        if let Some(path) = file.path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) {
            put(&mut archive, path, &file.bytes, file.executable)?;
        }
    }
    archive.into_inner()
}

fn put(archive: &mut tar::Builder<Vec<u8>>, path: &str, bytes: &[u8], executable: bool) -> io::Result<()> {
    let mut head = tar::Header::new_gnu();
    head.set_size(bytes.len() as u64);
    head.set_mode(if executable { 0o755 } else { 0o644 });
    archive.append_data(&mut head, path, bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn only_what_is_below_the_folder_comes_along_and_keeps_its_mode() {
        let file = |path: &str, executable| File { path: path.to_owned(), bytes: path.into(), executable };
        let files =
            [file("setup/shop/Dockerfile", false), file("setup/shop/bin/run", true), file("setup/shopping", false)];
        let bytes = below("setup/shop", &files).unwrap();
        let mut archive = tar::Archive::new(bytes.as_slice());
        let found = archive.entries().unwrap().map(|entry| {
            let mut entry = entry.unwrap();
            let (path, mode) = (entry.path().unwrap().display().to_string(), entry.header().mode().unwrap());
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            (path, mode, text)
        });
        let expected = [("Dockerfile", 0o644, "setup/shop/Dockerfile"), ("bin/run", 0o755, "setup/shop/bin/run")];
        let expected = expected.map(|(path, mode, text)| (path.to_owned(), mode, text.to_owned()));
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }
}
