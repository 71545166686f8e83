//! Tables: in a box that scrolls, with classes for what is set to the right or the middle.
//!
//! Markdown's own writer would set columns by `style`, which our pages' policy forbids.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::Writer;

/// The table that is being written.
#[derive(Debug, Default)]
pub(super) struct Table {
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
}

impl<'a> Writer<'a> {
    /// Writes a piece of a table.
    pub(super) fn table(&mut self, event: Event<'a>) {
        self.last = None;
        match event {
            Event::Start(Tag::Table(columns)) => {
                self.table = Table { columns, ..Table::default() };
                self.raw("<div class=\"table\" tabindex=\"0\">");
                self.out.push(Event::Start(Tag::Table(Vec::new())));
            }
            Event::End(TagEnd::Table) => {
                self.out.push(event);
                self.raw("</div>\n");
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                self.table.column = 0;
                self.table.in_head = matches!(event, Event::Start(Tag::TableHead));
                self.out.push(event);
            }
            Event::Start(Tag::TableCell) => {
                let class = match self.table.columns.get(self.table.column) {
                    Some(Alignment::Right) => " class=\"right\"",
                    Some(Alignment::Center) => " class=\"middle\"",
                    Some(Alignment::Left | Alignment::None) | None => "",
                };
                self.table.column += 1;
                // No token: in a table, text that is no cell's is moved out of it.
                self.out.push(Event::Html(format!("<{}{class}>", self.cell()).into()));
            }
            Event::End(TagEnd::TableCell) => self.out.push(Event::Html(format!("</{}>", self.cell()).into())),
            other => self.out.push(other),
        }
    }

    fn cell(&self) -> &'static str {
        if self.table.in_head { "th" } else { "td" }
    }
}
