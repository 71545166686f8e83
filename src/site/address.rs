//! Whole addresses of a published site's files (pure). A folder's page goes by the folder: that is how readers and
//! search engines know it.

use super::Base;

/// The address of a file by its path from the site's root: `en/index.html` → `https://example.org/en/`.
pub(super) fn of(base: &Base, path: &str) -> String {
    let (path, id) = path.split_once('#').map_or((path, None), |(path, id)| (path, Some(id)));
    let folder = path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    let address = base.of(folder.unwrap_or(path));
    id.map_or(address.clone(), |id| format!("{address}#{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_stands_for_its_page() {
        let base: Base = "https://example.org/course".parse().unwrap();
        let case = |path: &str| of(&base, path);
        assert_eq!(case("index.html"), "https://example.org/course/");
        assert_eq!(case("en/index.html"), "https://example.org/course/en/");
        assert_eq!(case("en/index.html#part-docker"), "https://example.org/course/en/#part-docker");
        assert_eq!(case("en/docker/volumes.html"), "https://example.org/course/en/docker/volumes.html");
        assert_eq!(case("en/docker/my-index.html"), "https://example.org/course/en/docker/my-index.html");
    }
}
