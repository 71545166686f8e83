//! What an expression reads of each variable, also through the names that its macros bind.
//!
//! `objects.exists(it, it.status.ready)` reads `status.ready` of `objects`. Where it cannot be told, more is said to be
//! read rather than less. Places in lists are left out.

use std::collections::BTreeSet;

use cel::common::ast::{EntryExpr, Expr, IdedExpr, LiteralValue, operators};

use super::walk::{Link, step};

/// What is read of a variable: the names of the fields that lead there, none for the variable as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Read {
    pub(crate) root: String,
    pub(crate) fields: Vec<String>,
}

/// All that an expression reads, and the texts that are written in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reads {
    pub(crate) fields: BTreeSet<Read>,
    pub(crate) texts: BTreeSet<String>,
}

/// What an expression reads.
pub(crate) fn reads(expr: &IdedExpr) -> Reads {
    let mut all = Reads::default();
    let value = all.sources(expr, &mut Vec::new());
    all.fields.extend(value);
    all
}

/// The names that macros bind, each with what it may stand for.
type Bound = Vec<(String, BTreeSet<Read>)>;

impl Reads {
    /// Where the value of an expression may come from; what is read on the way is noted.
    fn sources(&mut self, expr: &IdedExpr, bound: &mut Bound) -> BTreeSet<Read> {
        match &expr.expr {
            Expr::Ident(name) => match bound.iter().rev().find(|(own, _)| own == name) {
                Some((_, sources)) => sources.clone(),
                None => [Read { root: name.clone(), fields: Vec::new() }].into(),
            },
            Expr::Select(select) => below(self.sources(&select.operand, bound), &Link::Field(select.field.clone())),
            // What it depends on is read, and is no part of its value.
            Expr::Call(call) if call.func_name == operators::CONDITIONAL => {
                self.read(call.args.iter().take(1), bound);
                self.read(call.args.iter().skip(1), bound)
            }
            Expr::Call(call) => match step(call) {
                Some((from, link)) => below(self.sources(from, bound), &link),
                None => self.read(call.target.as_deref().into_iter().chain(&call.args), bound),
            },
            Expr::Comprehension(it) => {
                let range = self.read([&it.iter_range], bound);
                let outside = bound.len();
                bound.push((it.iter_var.clone(), range.clone()));
                bound.extend(it.iter_var2.clone().map(|name| (name, range.clone())));
                bound.push((it.accu_var.clone(), BTreeSet::new()));
                let made = self.read([&it.accu_init, &it.loop_cond, &it.loop_step, &it.result], bound);
                bound.truncate(outside);
                made
            }
            Expr::List(list) => self.read(&list.elements, bound),
            Expr::Map(map) => self.read(map.entries.iter().flat_map(|entry| parts(&entry.expr)), bound),
            Expr::Struct(it) => self.read(it.entries.iter().flat_map(|entry| parts(&entry.expr)), bound),
            Expr::Literal(LiteralValue::String(text)) => {
                self.texts.insert(text.inner().to_owned());
                BTreeSet::new()
            }
            Expr::Literal(_) | Expr::Unspecified => BTreeSet::new(),
        }
    }

    /// Notes that all of these are read.
    fn read<'e>(&mut self, all: impl IntoIterator<Item = &'e IdedExpr>, bound: &mut Bound) -> BTreeSet<Read> {
        let all: BTreeSet<Read> = all.into_iter().flat_map(|one| self.sources(one, bound)).collect();
        self.fields.extend(all.iter().cloned());
        all
    }
}

fn below(sources: BTreeSet<Read>, link: &Link) -> BTreeSet<Read> {
    let Link::Field(name) = link else { return sources };
    let longer = |mut read: Read| {
        read.fields.push(name.clone());
        read
    };
    sources.into_iter().map(longer).collect()
}

fn parts(entry: &EntryExpr) -> Vec<&IdedExpr> {
    match entry {
        EntryExpr::StructField(field) => vec![&field.value],
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{apart_blocking, ready};
    use super::*;
    use crate::course::Lets;

    #[track_caller]
    fn read(text: &str, expected: &[&str]) {
        let owned = text.to_owned();
        let all =
            apart_blocking(Duration::from_secs(20), move || reads(ready(&owned, &Lets::new()).unwrap().expression()));
        let written = |read: Read| [vec![read.root], read.fields].concat().join(".");
        let all: Vec<String> = all.unwrap().fields.into_iter().map(written).collect();
        assert_eq!(all, expected, "{text}");
    }

    #[test]
    fn what_a_macro_binds_reads_what_it_goes_through() {
        read("first == null && second == null", &["first", "second"]);
        read("has(object.status.ready)", &["object.status.ready"]);
        read("objects.size() == 0", &["objects"]);
        read("objects.exists(it, it.status.ready == 1)", &["objects", "objects.status.ready"]);
        read("[a, b].all(c, c.State.Running)", &["a", "a.State.Running", "b", "b.State.Running"]);
        read("object.Mounts.exists(m, m.Name == 'notes')", &["object.Mounts", "object.Mounts.Name"]);
        read("object.status.?ready.orValue(0) == begun", &["begun", "object.status.ready"]);
        read("objects.filter(o, o.kind == 'x')[0].spec.a == 1", &["objects", "objects.kind", "objects.spec.a"]);
    }
}
