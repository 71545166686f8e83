//! A failure that is left as it is: where it lies, and how to get there.

use std::collections::BTreeMap;

use super::Failure;
use super::shell::Surroundings;

/// The variables that lead to what was kept; all else is as in any shell.
const SHOWN: [&str; 3] = ["DOCKER_HOST", "KUBECONFIG", "NAMESPACE"];

/// The failure, with the lines to paste into a shell.
pub(super) fn told(mut failure: Failure, surroundings: &Surroundings) -> Failure {
    let is_shown = |(name, value): &(&String, &String)| SHOWN.contains(&name.as_str()) && !value.contains("/dev/null");
    // The last of a name counts.
    let env: BTreeMap<_, _> = surroundings.env.iter().cloned().collect();
    let exports = env.iter().filter(is_shown);
    let exports = exports.map(|(name, value)| format!("export {name}={}\n", crate::quoting::posix(value)));
    let folder = crate::quoting::posix(&surroundings.folder.display().to_string());
    failure.details.push_str(&format!("\nkept as it is:\ncd {folder}\n{}", exports.collect::<String>()));
    failure
}
