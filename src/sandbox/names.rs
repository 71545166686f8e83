//! Exercises and lessons → names and labels that every engine accepts. Pure.
//!
//! Ids are already lower-case words; what is left is length (Kubernetes: 63 characters for a namespace and for a
//! label's value) and to tell a copy's folder of one exercise from those of another.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use sha2::{Digest, Sha256};

use crate::course::{ExerciseId, LessonId};

/// The Kubernetes label that marks what an exercise made.
pub const CLUSTER_LABEL: &str = "sampan/exercise";
/// The Docker label that marks what an exercise made.
pub const DOCKER_LABEL: &str = "sampan.exercise";

/// The longest namespace, and the longest value of a label.
const LONGEST: usize = 63;
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// The value of an exercise's labels: `docker.keep-the-data`.
pub fn exercise_label(id: &ExerciseId) -> String {
    fit(format!("{}.{}", id.part(), id.name()))
}

/// The value of a lesson's labels: `lesson.docker.volumes`.
pub fn lesson_label(id: &LessonId) -> String {
    fit(format!("lesson.{}", id.as_str().replace('/', ".")))
}

/// The namespace of a lesson's sessions: `sampan-lesson-docker-volumes`.
pub(super) fn lesson_namespace(id: &LessonId) -> String {
    fit(format!("sampan-lesson-{}", dashed(id.as_str())))
}

/// Whether a thing of Docker's bears the label of this exercise.
pub(super) fn is_ours(labels: Option<&HashMap<String, String>>, label: &str) -> bool {
    labels.and_then(|labels| labels.get(DOCKER_LABEL)).is_some_and(|value| value == label)
}

/// The two halves of an image's name, as Docker wants them: `localhost:5000/shop` and `1`.
pub(super) fn repository_and_tag(image: &str) -> (&str, &str) {
    image.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).unwrap_or((image, "latest"))
}

/// A path of ids as one word: `docker-keep-the-data`.
pub(super) fn dashed(path: &str) -> String {
    path.replace('/', "-")
}

/// Cuts a name that is too long, and keeps it unlike any other by a hash.
fn fit(name: String) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    let hash: String = Sha256::digest(&name).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{hash}", name[..LONGEST - 9].trim_end_matches(['-', '.']))
}

/// The folder of a workspace moved aside at `now`: `docker-keep-the-data-20260102T030405Z`.
pub(super) fn copy(folder: &str, now: DateTime<Utc>) -> String {
    format!("{}-{}", dashed(folder), now.format(STAMP))
}

/// When a copy of that workspace was made, and the how manieth of its second it is; none for anything else, also for
/// a copy of a workspace whose name only begins alike.
pub(super) fn copied(name: &str, folder: &str) -> Option<(NaiveDateTime, u16)> {
    let rest = name.strip_prefix(&dashed(folder))?.strip_prefix('-')?;
    let (stamp, count) = rest.split_once('-').unwrap_or((rest, "1"));
    Some((NaiveDateTime::parse_from_str(stamp, STAMP).ok()?, count.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exercise(id: &str) -> ExerciseId {
        id.parse().unwrap()
    }

    fn lesson(id: &str) -> LessonId {
        id.parse().unwrap()
    }

    #[test]
    fn labels_and_namespaces_name_part_and_exercise() {
        assert_eq!(exercise_label(&exercise("docker/keep-the-data")), "docker.keep-the-data");
        assert_eq!(lesson_label(&lesson("docker/volumes")), "lesson.docker.volumes");
        assert_eq!(lesson_namespace(&lesson("docker/volumes")), "sampan-lesson-docker-volumes");
        assert_eq!(lesson_namespace(&lesson("introduction")), "sampan-lesson-introduction");
    }

    #[test]
    fn an_images_port_is_no_tag() {
        assert_eq!(repository_and_tag("shop:1"), ("shop", "1"));
        assert_eq!(repository_and_tag("localhost:5000/shop"), ("localhost:5000/shop", "latest"));
    }

    #[test]
    fn what_is_too_long_for_kubernetes_is_cut_and_stays_apart() {
        let long = |last: char| exercise(&format!("{}/{}{last}", "p".repeat(40), "x".repeat(49)));
        let (a, b) = (exercise_label(&long('a')), exercise_label(&long('b')));
        assert_eq!((a.len(), b.len()), (LONGEST, LONGEST));
        assert_ne!(a, b);
        let namespace = lesson_namespace(&lesson(&format!("{}/{}", "p".repeat(50), "x".repeat(50))));
        assert!(namespace.len() <= LONGEST && !namespace.contains('.'), "{namespace}");
    }

    #[test]
    fn a_copy_is_told_from_one_of_a_longer_name() {
        let now = DateTime::from_timestamp(1_767_323_045, 0).unwrap();
        let name = copy("docker/keep", now);
        assert_eq!(name, "docker-keep-20260102T030405Z");
        let at = now.naive_utc();
        assert_eq!(copied(&name, "docker/keep"), Some((at, 1)));
        assert_eq!(copied(&format!("{name}-12"), "docker/keep"), Some((at, 12)));
        assert_eq!(copied(&copy("docker/keep-the-data", now), "docker/keep"), None);
        assert_eq!(copied("docker-keep-notes", "docker/keep"), None);
        assert_eq!(copied(&format!("{name}-notes"), "docker/keep"), None);
    }
}
