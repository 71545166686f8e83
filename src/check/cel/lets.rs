//! Named expressions: wherever a name of `let` stands, the expression behind it is written out in its place.
//!
//! So a name means the same as what it stands for: a missing field is told by its own path, and what `&&` and `?:` pass
//! over is not evaluated. A name that a macro binds is the macro's.

use cel::Program;
use cel::common::ast::{Expr, IdedExpr};

use super::{Refused, compile, walk};
use crate::course::Lets;

/// The most parts of an expression with all its names written out, so that names of names of names stay small.
const MOST: usize = 4096;

/// The expression with every name of `lets` written out.
pub(super) fn written_out(program: &Program, lets: &Lets) -> Result<IdedExpr, Refused> {
    let mut expression = program.expression().clone();
    if !lets.is_empty() {
        let mut writer = Writer { lets, open: Vec::new(), parts: walk::parts(&expression) };
        writer.write(program, &mut expression, &mut Vec::new())?;
    }
    Ok(expression)
}

/// That a name is made of itself, by way of others.
pub(crate) fn of_itself(name: &str, by: &[String]) -> String {
    let round = [name].into_iter().chain(by.iter().map(String::as_str)).chain([name]).collect::<Vec<_>>();
    format!("`{name}` is made of itself: {}", round.join(" → "))
}

/// The names through which one leads back to itself, from its first to itself; none where it does not.
pub(crate) fn round(name: &str, lets: &Lets) -> Option<Vec<String>> {
    fn leads(from: &str, to: &str, lets: &Lets, seen: &mut Vec<String>) -> Option<Vec<String>> {
        let program = compile(lets.get(from)?).ok()?;
        let read = walk::names(program.expression());
        if read.contains(to) {
            return Some(vec![to.to_owned()]);
        }
        read.into_iter().filter(|read| lets.contains_key(read)).find_map(|next| {
            if seen.contains(&next) {
                return None;
            }
            seen.push(next.clone());
            let rest = leads(&next, to, lets, seen)?;
            Some([vec![next], rest].concat())
        })
    }
    leads(name, name, lets, &mut Vec::new())
}

struct Writer<'a> {
    lets: &'a Lets,
    /// The names that are being written out, outer before inner.
    open: Vec<String>,
    parts: usize,
}

impl Writer<'_> {
    fn write(&mut self, program: &Program, expr: &mut IdedExpr, bound: &mut Vec<String>) -> Result<(), Refused> {
        match &mut expr.expr {
            Expr::Ident(name) if self.lets.contains_key(name) && !bound.contains(name) => {
                let name = name.clone();
                *expr = self.named(program, expr.id, &name, bound)?;
            }
            Expr::Comprehension(it) => {
                self.write(program, &mut it.iter_range, bound)?;
                self.write(program, &mut it.accu_init, bound)?;
                let outside = bound.len();
                bound.extend([it.iter_var.clone(), it.accu_var.clone()]);
                bound.extend(it.iter_var2.clone());
                for inner in [&mut it.loop_cond, &mut it.loop_step, &mut it.result] {
                    self.write(program, inner, bound)?;
                }
                bound.truncate(outside);
            }
            Expr::Unspecified
            | Expr::Ident(_)
            | Expr::Literal(_)
            | Expr::Select(_)
            | Expr::Call(_)
            | Expr::List(_)
            | Expr::Map(_)
            | Expr::Struct(_) => {
                for child in walk::children_mut(expr) {
                    self.write(program, child, bound)?;
                }
            }
        }
        Ok(())
    }

    /// The expression behind a name that stands at the node `id`.
    fn named(&mut self, program: &Program, id: u64, name: &str, bound: &[String]) -> Result<IdedExpr, Refused> {
        let refused = |open: &[String], message: String| Refused {
            at: walk::place(program, id),
            message,
            within: open.last().cloned(),
        };
        if let Some(first) = self.open.iter().position(|open| open == name) {
            return Err(refused(&self.open, of_itself(name, &self.open[first + 1..])));
        }
        let text = self.lets.get(name).map_or("", String::as_str);
        let inner = compile(text).map_err(|bad| Refused { within: Some(name.to_owned()), ..bad })?;
        self.parts += walk::parts(inner.expression());
        if self.parts > MOST {
            let message = format!("with all names of `let` written out, this has more than {MOST} parts");
            return Err(refused(&self.open, message));
        }
        let mut expression = inner.expression().clone();
        self.open.push(name.to_owned());
        self.write(&inner, &mut expression, &mut Vec::new())?;
        self.open.pop();
        let read = walk::names(&expression);
        match bound.iter().find(|bound| read.contains(*bound)) {
            Some(bound) => {
                let message = format!("`{name}` reads `{bound}`, which is a name of a macro here");
                Err(refused(&self.open, message))
            }
            None => Ok(expression),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use cel::Value;

    use super::super::{apart_blocking, context, ready};
    use super::*;

    fn lets(of: &[(&str, &str)]) -> Lets {
        of.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    /// What an expression comes to, with names.
    fn evaluated(text: &str, of: &[(&str, &str)]) -> Result<Result<Value, String>, Refused> {
        let (text, lets) = (text.to_owned(), lets(of));
        let work = move || {
            let mut context = context();
            context.add_variable_from_value("n", 3_i64);
            Ok(ready(&text, &lets)?.execute(&context).map_err(|stopped| stopped.to_string()))
        };
        apart_blocking(Duration::from_secs(20), work).unwrap()
    }

    #[track_caller]
    fn holds(text: &str, of: &[(&str, &str)]) {
        assert_eq!(evaluated(text, of), Ok(Ok(Value::Bool(true))), "{text}");
    }

    #[track_caller]
    fn refused(text: &str, of: &[(&str, &str)]) -> (Option<String>, String) {
        let refused = evaluated(text, of).unwrap_err();
        (refused.within, refused.message)
    }

    #[test]
    fn a_name_reads_as_its_expression_in_brackets() {
        holds("double == 6 && 2 * sum == 8", &[("double", "n * 2"), ("sum", "n + 1")]);
        holds("six == double", &[("double", "n * 2"), ("six", "double")]);
        holds("[1, 2].all(x, x < n && big.exists(y, y > x))", &[("big", "[1, 2, 3].map(x, x + n)")]);
        holds("{'a': one}['a'] == one && math.greatest(one, 0) == one && [one].size() == one", &[("one", "1")]);
        holds("has(map.a) && !has(map.b) && map.?b.orValue(one) == one", &[("map", "{'a': 1}"), ("one", "1")]);
    }

    #[test]
    fn what_is_passed_over_is_not_evaluated() {
        holds("n == 3 || broken", &[("broken", "{}.nothing")]);
        assert!(evaluated("n == 4 || broken", &[("broken", "{}.nothing")]).unwrap().is_err());
    }

    #[test]
    fn a_macro_keeps_its_own_names() {
        holds("[1].all(one, one == 1) && one == 2", &[("one", "2")]);
        let (within, message) = refused("[1].all(n, same == 3)", &[("same", "n")]);
        assert_eq!((within, message.as_str()), (None, "`same` reads `n`, which is a name of a macro here"));
    }

    #[test]
    fn a_name_that_leads_back_to_itself_is_refused() {
        let (within, message) = refused("a == 1", &[("a", "b + 1"), ("b", "c"), ("c", "a")]);
        assert_eq!((within.as_deref(), message.as_str()), (Some("c"), "`a` is made of itself: a → b → c → a"));
    }

    #[test]
    fn a_round_is_found_from_each_of_its_names_and_from_no_other() {
        let of = lets(&[("a", "b + 1"), ("b", "c"), ("c", "a"), ("d", "a"), ("e", "e"), ("f", "n")]);
        let found = |name: &str| {
            let (name, of) = (name.to_owned(), of.clone());
            apart_blocking(Duration::from_secs(20), move || round(&name, &of)).unwrap()
        };
        assert_eq!(found("a").unwrap(), ["b", "c", "a"]);
        assert_eq!(found("c").unwrap(), ["a", "b", "c"]);
        assert_eq!(found("e").unwrap(), ["e"]);
        assert_eq!((found("d"), found("f")), (None, None));
    }

    #[test]
    fn names_of_names_cannot_grow_without_end() {
        let names: Vec<(String, String)> =
            (1..40).map(|n| (format!("a{n}"), format!("a{} + a{}", n - 1, n - 1))).collect();
        let mut of: Vec<(&str, &str)> = names.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        of.push(("a0", "1"));
        holds("a5 == 32", &of);
        assert!(refused("a39 == 1", &of).1.ends_with("more than 4096 parts"));
    }

    #[test]
    fn macros_are_counted_with_those_of_the_names() {
        let of = [("two", "[[1]].all(x, x.all(y, y == 1))")];
        holds("two", &of);
        assert!(refused("[1].all(z, two)", &of).1.starts_with("more than two macros"));
    }

    #[test]
    fn the_longest_that_may_be_written_do_not_end_the_process() {
        let deep = format!("{}true", "!".repeat(2000));
        holds("a && b", &[("a", &deep), ("b", &format!("!!{}", &deep[..]))]);
        let _ = evaluated(&format!("{}a", "!".repeat(2000)), &[("a", &deep)]);
        let _ = evaluated("a == 1", &[("a", &format!("{}1", "-".repeat(2000)))]);
    }
}
