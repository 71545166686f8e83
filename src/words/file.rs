//! Sentences of why a file of a workspace could not be read or changed.

use super::{FluentValue, say, size};
use crate::course::{DiskFault, FileFault, Lang};

/// One sentence, and what to do.
pub fn file_fault(lang: &Lang, path: &str, fault: &FileFault) -> (String, Option<String>) {
    let mut args = vec![("path", FluentValue::from(path.to_owned()))];
    match fault {
        FileFault::TooLarge { limit } => args.push(("limit", size(*limit).into())),
        FileFault::Disk(DiskFault::Other { detail }) => args.push(("detail", detail.clone().into())),
        FileFault::BadPath
        | FileFault::NoWorkspace
        | FileFault::Absent
        | FileFault::Folder
        | FileFault::NotFolder
        | FileFault::Link
        | FileFault::NotRegular
        | FileFault::NotText
        | FileFault::Taken
        | FileFault::NotEmpty
        | FileFault::Disk(DiskFault::NoPermission | DiskFault::Full | DiskFault::ReadOnly | DiskFault::Missing) => {}
    }
    let kind = fault.kind();
    (say(lang, &format!("file-error-{kind}"), &args), Some(say(lang, &format!("file-help-{kind}"), &args)))
}

/// The same for a file that is no longer what the learner has in view; `is_there` where it still exists.
pub fn file_changed(lang: &Lang, path: &str, is_there: bool) -> (String, Option<String>) {
    let args = [("path", FluentValue::from(path.to_owned()))];
    let kind = if is_there { "changed" } else { "gone" };
    (say(lang, &format!("file-error-{kind}"), &args), Some(say(lang, &format!("file-help-{kind}"), &args)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_its_sentences_in_both_languages() {
        for lang in [Lang::en(), Lang::new("zh-cn")] {
            let faults = FileFault::all().into_iter().map(|fault| file_fault(&lang, "web.yaml", &fault));
            for (message, help) in faults.chain([true, false].map(|there| file_changed(&lang, "web.yaml", there))) {
                for text in [message, help.unwrap()] {
                    assert!(!text.contains("file-") && !text.contains("Unknown") && !text.contains("{$"), "{text}");
                }
            }
        }
        let (message, _) = file_fault(&Lang::en(), "web.yaml", &FileFault::TooLarge { limit: 1 << 20 });
        assert_eq!(message, "`web.yaml` is larger than 1.0 MB.");
    }
}
