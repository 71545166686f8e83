//! Pictures: `![text](diagram.png)`, with their size, so that nothing moves when they come.

use std::ops::Range;

use pulldown_cmark::Event;

use super::{BASE_MARK, Writer};
use crate::site::html::escape;
use crate::site::images;

impl Writer<'_> {
    /// Writes the picture that begins at `at`, and says where what follows it does.
    pub(super) fn picture(&mut self, at: usize, dest: &str, title: &str, range: Range<usize>) -> usize {
        let end = self.end_of(at);
        let text: String = self.events[at + 1..end]
            .iter()
            .filter_map(|(event, _)| match event {
                Event::Text(text) | Event::Code(text) => Some(&**text),
                Event::SoftBreak => Some(" "),
                _ => None,
            })
            .collect();
        if text.trim().is_empty() {
            let help = "write what it shows, for those who do not see it: `![two containers and a volume](…)`";
            self.report(range.clone(), "this picture has no text", help);
        }
        let Some(around) = self.around else {
            self.report(range, "pictures stand in lessons", "write it into the lesson");
            return end + 1;
        };
        match images::find(around.tree, self.file, dest) {
            Ok(image) => {
                let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) };
                self.raw_inline(format!(
                    "<img src=\"{BASE_MARK}../{}\" alt=\"{}\"{title} width=\"{}\" height=\"{}\" loading=\"lazy\">",
                    image.path,
                    escape(text.trim()),
                    image.width,
                    image.height
                ));
                self.body.images.insert(image.file);
            }
            Err((words, help)) => self.report(range, words, help),
        }
        self.last = None;
        end + 1
    }
}
