//! Walks an expression: the paths it reads in order, its parts joined by `&&`, its names, how deep its macros nest.

use std::collections::BTreeSet;
use std::fmt;

use cel::Program;
use cel::common::ast::{CallExpr, EntryExpr, Expr, IdedExpr, LiteralValue, operators};
use serde_json::Value;

/// A way into what a look found: `object.spec.replicas`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    /// The variable it starts from.
    pub(crate) root: String,
    pub(crate) links: Vec<Link>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Link {
    Field(String),
    Index(usize),
}

/// How far a path leads into a value.
pub(crate) enum Reach<'a> {
    Whole(&'a Value),
    /// The path up to the first link that is not there.
    Broken(Path),
}

impl Path {
    /// Follows the path from its root's value. JSON's null is the same as absent.
    pub(crate) fn reach<'a>(&self, root: &'a Value) -> Reach<'a> {
        let mut here = root;
        for (depth, link) in self.links.iter().enumerate() {
            let next = match link {
                Link::Field(name) => here.get(name),
                Link::Index(at) => here.get(at),
            };
            match next.filter(|value| !value.is_null()) {
                Some(value) => here = value,
                None => return Reach::Broken(Self { root: self.root.clone(), links: self.links[..=depth].to_vec() }),
            }
        }
        Reach::Whole(here)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.root)?;
        for link in &self.links {
            match link {
                Link::Index(at) => write!(f, "[{at}]")?,
                Link::Field(name) if is_name(name) => write!(f, ".{name}")?,
                Link::Field(name) => write!(f, "['{name}']")?,
            }
        }
        Ok(())
    }
}

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// The paths that an expression reads, in the order they are written; what macros bind is left out.
pub(crate) fn paths(expr: &IdedExpr) -> Vec<Path> {
    let mut found = Vec::new();
    visit(expr, &mut Vec::new(), &mut |expr, bound| match path(expr) {
        Some(path) => {
            if !bound.contains(&path.root.as_str()) && !found.contains(&path) {
                found.push(path);
            }
            false
        }
        None => true,
    });
    found
}

/// The parts that `&&` joins, each of which must hold.
pub(crate) fn conjuncts(expr: &IdedExpr) -> Vec<&IdedExpr> {
    match &expr.expr {
        Expr::Call(call) if call.func_name == operators::LOGICAL_AND => {
            call.args.iter().flat_map(|part| conjuncts(part)).collect()
        }
        _ => vec![expr],
    }
}

/// How many parts an expression has.
pub(crate) fn parts(expr: &IdedExpr) -> usize {
    1 + children(expr).into_iter().map(parts).sum::<usize>()
}

/// The names that an expression reads and no macro of its own binds.
pub(crate) fn names(expr: &IdedExpr) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    visit(expr, &mut Vec::new(), &mut |expr, bound| {
        if let Expr::Ident(name) = &expr.expr
            && !bound.contains(&name.as_str())
        {
            names.insert(name.clone());
        }
        true
    });
    names
}

/// How many macros are inside each other.
pub(crate) fn nesting(expr: &IdedExpr) -> usize {
    let own = |parts: Vec<&IdedExpr>| parts.into_iter().map(nesting).max().unwrap_or(0);
    match &expr.expr {
        Expr::Comprehension(it) => {
            let inner = own(vec![&it.loop_cond, &it.loop_step, &it.result]);
            (inner + 1).max(own(vec![&it.iter_range, &it.accu_init]))
        }
        _ => own(children(expr)),
    }
}

/// Names that the expression uses and nobody declares: variables and functions, each with its place.
pub(crate) fn unknown(
    program: &Program,
    variables: &[&str],
    functions: &[&str],
) -> Vec<(String, Option<(usize, usize)>)> {
    let mut unknown = Vec::new();
    visit(program.expression(), &mut Vec::new(), &mut |expr, bound| {
        let name = match &expr.expr {
            Expr::Ident(name) if !variables.contains(&name.as_str()) && !bound.contains(&name.as_str()) => name.clone(),
            Expr::Call(call) if is_word(&call.func_name) && !functions.contains(&call.func_name.as_str()) => {
                format!("{}()", call.func_name)
            }
            _ => return true,
        };
        let at = match &expr.expr {
            Expr::Call(call) => name_place(program, expr.id, &call.func_name),
            _ => place(program, expr.id),
        };
        unknown.push((name, at));
        true
    });
    unknown
}

/// Where names stand that are of this kind and no macro binds.
pub(crate) fn places_of(program: &Program, is_meant: impl Fn(&str) -> bool) -> Vec<(String, Option<(usize, usize)>)> {
    let mut found = Vec::new();
    visit(program.expression(), &mut Vec::new(), &mut |expr, bound| {
        if let Expr::Ident(name) = &expr.expr
            && is_meant(name)
            && !bound.contains(&name.as_str())
        {
            found.push((name.clone(), place(program, expr.id)));
        }
        true
    });
    found
}

/// The texts that functions of these names are called with, each with its place.
pub(crate) fn asked(program: &Program, functions: &[&str]) -> Vec<(String, Option<(usize, usize)>)> {
    let mut asked = Vec::new();
    visit(program.expression(), &mut Vec::new(), &mut |expr, _| {
        if let Expr::Call(call) = &expr.expr
            && functions.contains(&call.func_name.as_str())
            && let [IdedExpr { id, expr: Expr::Literal(LiteralValue::String(text)) }] = call.args.as_slice()
        {
            asked.push((text.inner().to_owned(), place(program, *id)));
        }
        true
    });
    asked
}

/// The first of these functions that an expression calls.
pub(crate) fn called<'f>(expr: &IdedExpr, functions: &[&'f str]) -> Option<&'f str> {
    let mut found = None;
    visit(expr, &mut Vec::new(), &mut |expr, _| {
        if let Expr::Call(call) = &expr.expr {
            found = found.or(functions.iter().find(|name| **name == call.func_name).copied());
        }
        true
    });
    found
}

/// Where the first part stands that selects a field of this name.
pub(crate) fn selects(program: &Program, field: &str) -> Option<(usize, usize)> {
    let mut found = None;
    visit(program.expression(), &mut Vec::new(), &mut |expr, _| {
        let is_it = match &expr.expr {
            Expr::Select(select) => select.field == field,
            Expr::Call(call) => step(call).is_some_and(|(_, link)| link == Link::Field(field.to_owned())),
            _ => false,
        };
        if is_it && found.is_none() {
            found = name_place(program, expr.id, field);
        }
        true
    });
    found
}

/// Operators have names that are no words: `_+_`, `@in`.
fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Line and column of a node, in characters from 1.
pub(crate) fn place(program: &Program, id: u64) -> Option<(usize, usize)> {
    let info = program.source_info();
    Some(line_and_column(&info.source, info.offset_for(id)?.0 as usize))
}

/// Line and column of the name in a node that calls or selects it: CEL notes where the bracket, the dot or the whole is.
fn name_place(program: &Program, id: u64, name: &str) -> Option<(usize, usize)> {
    let info = program.source_info();
    let (start, stop) = info.offset_for(id)?;
    let until = |end: u32| info.source.chars().take(end as usize).collect::<String>();
    let (before, whole) = (until(start), until(stop.max(start) + 1));
    let rest = info.source.get(before.len()..).unwrap_or_default();
    let after = rest.trim_start_matches(['.', '?', '[', '\'', '"', ' ']);
    let at = if after.starts_with(name) { Some(info.source.len() - after.len()) } else { None };
    let at = at.or_else(|| before.rfind(name)).or_else(|| whole.rfind(name));
    let nth = info.source[..at.unwrap_or(before.len())].chars().count();
    Some(line_and_column(&info.source, nth))
}

fn line_and_column(source: &str, nth: usize) -> (usize, usize) {
    let before: String = source.chars().take(nth).collect();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Shows each node, outer before inner, with the names that macros bind around it; `see` says whether to go inside.
fn visit<'e>(expr: &'e IdedExpr, bound: &mut Vec<&'e str>, see: &mut impl FnMut(&'e IdedExpr, &[&'e str]) -> bool) {
    if !see(expr, bound) {
        return;
    }
    let Expr::Comprehension(it) = &expr.expr else {
        for child in children(expr) {
            visit(child, bound, see);
        }
        return;
    };
    visit(&it.iter_range, bound, see);
    visit(&it.accu_init, bound, see);
    let outside = bound.len();
    bound.extend([it.iter_var.as_str(), it.accu_var.as_str()]);
    bound.extend(it.iter_var2.as_deref());
    for inner in [&it.loop_cond, &it.loop_step, &it.result] {
        visit(inner, bound, see);
    }
    bound.truncate(outside);
}

/// What stands directly inside a node. The `math` of `math.ceil(x)` is a part of the function's name, not a child.
fn children(expr: &IdedExpr) -> Vec<&IdedExpr> {
    match &expr.expr {
        Expr::Unspecified | Expr::Ident(_) | Expr::Literal(_) => Vec::new(),
        Expr::Select(select) => vec![&select.operand],
        Expr::Call(call) => {
            call.target.as_deref().filter(|it| !is_namespace(it)).into_iter().chain(&call.args).collect()
        }
        Expr::List(list) => list.elements.iter().collect(),
        Expr::Map(map) => map.entries.iter().flat_map(|entry| entry_parts(&entry.expr)).collect(),
        Expr::Struct(it) => it.entries.iter().flat_map(|entry| entry_parts(&entry.expr)).collect(),
        Expr::Comprehension(it) => {
            vec![&it.iter_range, &it.accu_init, &it.loop_cond, &it.loop_step, &it.result]
        }
    }
}

/// The same, to be changed.
pub(crate) fn children_mut(expr: &mut IdedExpr) -> Vec<&mut IdedExpr> {
    match &mut expr.expr {
        Expr::Unspecified | Expr::Ident(_) | Expr::Literal(_) => Vec::new(),
        Expr::Select(select) => vec![&mut select.operand],
        Expr::Call(call) => {
            call.target.as_deref_mut().filter(|it| !is_namespace(it)).into_iter().chain(&mut call.args).collect()
        }
        Expr::List(list) => list.elements.iter_mut().collect(),
        Expr::Map(map) => map.entries.iter_mut().flat_map(|entry| entry_parts_mut(&mut entry.expr)).collect(),
        Expr::Struct(it) => it.entries.iter_mut().flat_map(|entry| entry_parts_mut(&mut entry.expr)).collect(),
        Expr::Comprehension(it) => {
            let it = &mut **it;
            vec![&mut it.iter_range, &mut it.accu_init, &mut it.loop_cond, &mut it.loop_step, &mut it.result]
        }
    }
}

fn entry_parts_mut(entry: &mut EntryExpr) -> Vec<&mut IdedExpr> {
    match entry {
        EntryExpr::StructField(field) => vec![&mut field.value],
        EntryExpr::MapEntry(entry) => vec![&mut entry.key, &mut entry.value],
    }
}

fn entry_parts(entry: &EntryExpr) -> Vec<&IdedExpr> {
    match entry {
        EntryExpr::StructField(field) => vec![&field.value],
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
    }
}

pub(crate) fn is_namespace(expr: &IdedExpr) -> bool {
    matches!(&expr.expr, Expr::Ident(name) if ["math", "lists", "strings", "optional"].contains(&name.as_str()))
}

/// The path that a node is, if it is one: `a.b`, `a.?b`, `a['b']`, `a[0]`.
fn path(expr: &IdedExpr) -> Option<Path> {
    match &expr.expr {
        Expr::Ident(root) => Some(Path { root: root.clone(), links: Vec::new() }),
        Expr::Select(select) => longer(&select.operand, Link::Field(select.field.clone())),
        Expr::Call(call) => {
            let (from, link) = step(call)?;
            longer(from, link)
        }
        _ => None,
    }
}

fn longer(from: &IdedExpr, link: Link) -> Option<Path> {
    let mut path = path(from)?;
    path.links.push(link);
    Some(path)
}

/// The step that `a[…]` and `a.?b` make, where it is written out.
pub(super) fn step(call: &CallExpr) -> Option<(&IdedExpr, Link)> {
    if ![operators::INDEX, operators::OPT_INDEX, operators::OPT_SELECT].contains(&call.func_name.as_str()) {
        return None;
    }
    let [from, key] = call.args.as_slice() else { return None };
    match &key.expr {
        Expr::Literal(LiteralValue::String(name)) => Some((from, Link::Field(name.inner().to_owned()))),
        Expr::Literal(LiteralValue::Int(at)) => Some((from, Link::Index(usize::try_from(*at.inner()).ok()?))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{apart_blocking, compile};
    use super::*;

    #[track_caller]
    fn selected(text: &str, field: &str, column: usize) {
        let (owned, name) = (text.to_owned(), field.to_owned());
        let at = apart_blocking(Duration::from_secs(20), move || selects(&compile(&owned).unwrap(), &name)).unwrap();
        assert_eq!(at, Some((1, column)), "{text}");
    }

    #[test]
    fn a_field_is_found_where_its_name_is_written() {
        selected("object.first", "first", 8);
        selected("facts('port').object.first == '80'", "first", 22);
        selected("'first' == object.status.first.second", "first", 26);
        selected("'卷' == object['first']", "first", 16);
        selected("object.list.all(it, it.first == 1)", "first", 24);
        selected("object.?status.first.orValue(1) == object.first", "first", 16);
    }

    #[track_caller]
    fn stranger(text: &str, column: usize) {
        let owned = text.to_owned();
        let found = apart_blocking(Duration::from_secs(20), move || unknown(&compile(&owned).unwrap(), &["a"], &["b"]));
        assert_eq!(found.unwrap()[0].1, Some((1, column)), "{text}");
    }

    #[test]
    fn a_function_is_found_where_its_name_is_written() {
        stranger("a.trimm()", 3);
        stranger("trimm(b(a))", 1);
        stranger("b(a.b(1).trimm(a.b(2)))", 10);
    }
}
