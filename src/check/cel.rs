//! The CEL environment: what an expression may use, its limits, and the thread of its own that it runs on.
//!
//! Deep expressions overflow a usual stack and abort the process, and a function may take long by itself; so all of it
//! happens inside `apart` or `apart_blocking`: a large stack, and nobody waits longer than the limit.

pub(crate) mod cost;
mod functions;
pub(crate) mod lets;
pub(crate) mod quantity;
pub(crate) mod reads;
pub(crate) mod walk;

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use cel::objects::{Key, Map};
use cel::{Context, Env, ExecutionError, IdedExpr, Program, Value};
use tokio::sync::{Semaphore, oneshot};

use crate::course::{LONGEST_EXPRESSION, Lets};

/// Loops over a list inside loops inside loops take seconds.
const NESTED_MACROS: usize = 2;

/// Debug builds use 100 KB for a pair of parentheses.
const STACK: usize = 64 << 20;

/// Compiled programs that are kept; a course has a few hundred.
const KEPT: usize = 4096;

/// How many evaluations run at once. One that never ends keeps its seat, and so cannot take all of the machine.
static SEATS: Semaphore = Semaphore::const_new(8);

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| {
    let mut env = Env::stdlib();
    env.add_extension(cel::extensions::strings).expect("added once");
    env.add_extension(cel::extensions::lists).expect("added once");
    env.add_extension(cel::extensions::math).expect("added once");
    env.add_extension(functions::extension).expect("added once");
    env.add_extension(cost::extension).expect("added once");
    Arc::new(env)
});

static PROGRAMS: Kept<String, Program> = LazyLock::new(Mutex::default);
static READY: Kept<(String, Lets), Ready> = LazyLock::new(Mutex::default);

/// What was made of an expression, for the next time.
type Kept<K, V> = LazyLock<Mutex<HashMap<K, Arc<V>>>>;

/// Why an expression was refused, and where in it: line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) at: Option<(usize, usize)>,
    pub(crate) message: String,
    /// The name of `let` in whose own text it is.
    pub(crate) within: Option<String>,
}

/// An expression that can be evaluated: every name of `let` is written out, and what it goes through is counted.
#[derive(Debug)]
pub(crate) struct Ready {
    expression: IdedExpr,
    parts: u64,
}

/// Why an evaluation has no value.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum Stopped {
    #[error("{0}")]
    Error(ExecutionError),
    #[error("evaluating it costs more than {limit}: it goes through too much, or a loop is inside a loop", limit = cost::LIMIT)]
    TooDear,
}

impl Ready {
    pub(crate) fn expression(&self) -> &IdedExpr {
        &self.expression
    }

    pub(crate) fn execute(&self, context: &Context<'_, '_>) -> Result<Value, Stopped> {
        execute(&self.expression, self.parts, context)
    }

    /// Evaluates a part of it.
    pub(crate) fn execute_part(part: &IdedExpr, context: &Context<'_, '_>) -> Result<Value, Stopped> {
        execute(part, 0, context)
    }
}

fn execute(expression: &IdedExpr, parts: u64, context: &Context<'_, '_>) -> Result<Value, Stopped> {
    let value = cost::counted(parts, || Value::resolve(expression, context));
    value.ok_or(Stopped::TooDear)?.map_err(Stopped::Error)
}

/// Makes an expression ready, or finds it among those made before. Call it inside `apart`.
pub(crate) fn ready(text: &str, lets: &Lets) -> Result<Arc<Ready>, Refused> {
    kept(&READY, (text.to_owned(), lets.clone()), || {
        let expression = lets::written_out(&*compile(text)?, lets)?;
        refuse_nesting(&expression)?;
        let parts = u64::try_from(walk::parts(&expression)).unwrap_or(u64::MAX);
        Ok(Ready { expression: cost::charged(expression), parts })
    })
}

/// Compiles an expression, or finds it among those compiled before. Call it inside `apart`.
pub(crate) fn compile(text: &str) -> Result<Arc<Program>, Refused> {
    kept(&PROGRAMS, text.to_owned(), || compile_anew(text))
}

/// What is kept under `key`, or what is made now.
fn kept<K: Eq + Hash, V>(
    all: &Kept<K, V>,
    key: K,
    make: impl FnOnce() -> Result<V, Refused>,
) -> Result<Arc<V>, Refused> {
    let known = all.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if let Some(known) = known {
        return Ok(known);
    }
    let made = Arc::new(make()?);
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= KEPT {
        all.clear();
    }
    all.insert(key, made.clone());
    Ok(made)
}

fn compile_anew(text: &str) -> Result<Program, Refused> {
    let refused = |message: String| Refused { at: None, message, within: None };
    if text.len() > LONGEST_EXPRESSION {
        return Err(refused(format!("the expression is longer than {LONGEST_EXPRESSION} bytes")));
    }
    let program = ENV.compile(text).map_err(|errors| {
        let Some(first) = errors.errors.first() else { return refused("not an expression".to_owned()) };
        // The parser goes on to list every token that it would have taken.
        let words = first.msg.split(" expecting {").next().unwrap_or_default();
        let words = if words.contains("at: '=") { "two are compared with `==`" } else { words };
        let from_one = |at: isize| usize::try_from(at).ok().filter(|at| *at > 0);
        // A macro's place is counted in bytes, and may lie beyond the end of a line with Han.
        let at = from_one(first.pos.0).zip(from_one(first.pos.1)).filter(|at| lies_in(text, *at));
        Refused { at, message: words.to_owned(), within: None }
    })?;
    refuse_nesting(program.expression())?;
    Ok(program)
}

/// Whether there is a character at a line and column, from 1, or the end of the line.
fn lies_in(text: &str, (line, column): (usize, usize)) -> bool {
    text.split('\n').nth(line - 1).is_some_and(|line| column <= line.chars().count() + 1)
}

fn refuse_nesting(expression: &IdedExpr) -> Result<(), Refused> {
    if walk::nesting(expression) <= NESTED_MACROS {
        return Ok(());
    }
    let message = "more than two macros (`all`, `exists`, `map`, `filter` …) inside each other".to_owned();
    Err(Refused { at: None, message, within: None })
}

/// A context with our functions and no variables yet.
pub(crate) fn context() -> Context<'static, 'static> {
    Context::with_env(ENV.clone())
}

/// JSON as CEL sees it: whole numbers are `int`, and a null in an object is the same as no such key.
pub(crate) fn to_cel(json: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(int), _) => Value::Int(int),
            (None, Some(uint)) => Value::UInt(uint),
            (None, None) => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::String(Arc::new(text.clone())),
        Json::Array(list) => Value::List(Arc::new(list.iter().map(to_cel).collect())),
        Json::Object(object) => {
            let entries = object.iter().filter(|(_, value)| !value.is_null());
            let map = entries.map(|(key, value)| (Key::String(Arc::new(key.clone())), to_cel(value))).collect();
            Value::Map(Map { map: Arc::new(map) })
        }
    }
}

/// Runs work with expressions on a thread of its own; the error says why there is no answer.
pub(crate) async fn apart<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    let late = || format!("the expression did not end within {limit:?}");
    let seat = tokio::time::timeout(limit, SEATS.acquire()).await.map_err(|_| late())?;
    let (answer, waiting) = oneshot::channel();
    let thread = spawn(move || {
        let _seat = seat;
        let _ = answer.send(work());
    })?;
    let answered = tokio::time::timeout(limit, waiting).await.map_err(|_| late())?;
    end(thread);
    answered.map_err(|_| "the expression could not be evaluated".to_owned())
}

/// The same for callers that are not asynchronous.
pub(crate) fn apart_blocking<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    let (answer, waiting) = mpsc::channel();
    let thread = spawn(move || {
        let _ = answer.send(work());
    })?;
    let answered = waiting.recv_timeout(limit).map_err(|_| format!("the expression did not end within {limit:?}"))?;
    end(thread);
    Ok(answered)
}

fn spawn(work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, String> {
    let thread = thread::Builder::new().name("judge".to_owned()).stack_size(STACK);
    thread.spawn(work).map_err(|error| format!("no thread to evaluate on: {error}"))
}

/// Waits for the end of a thread that has answered, which takes it microseconds.
///
/// Letting go of it instead detaches it, and glibc reads a detached thread's memory once more, which is given back by
/// then if that very moment is its last (<https://sourceware.org/bugzilla/show_bug.cgi?id=19951>). One time in a million
/// that ends the process.
fn end(thread: JoinHandle<()>) {
    // A panic has been told as an answer that did not come.
    let _ = thread.join();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn compiled(text: String) -> Result<(), Refused> {
        apart_blocking(Duration::from_secs(20), move || compile(&text).map(drop)).unwrap()
    }

    #[test]
    fn r28_what_could_end_the_process_is_refused_or_survived() {
        let deep = |open: &str, close: &str, n: usize| format!("{}1{} == 1", open.repeat(n), close.repeat(n));
        for n in [20, 90, 200, 1000] {
            let _ = compiled(deep("(", ")", n));
            let _ = compiled(deep("[", "]", n));
        }
        let _ = compiled(format!("{}true", "!".repeat(2000)));
        let _ = compiled(format!("{}1 == 1", "-".repeat(2000)));
        let _ = compiled(format!("object{}", ".a".repeat(1000)));
        let _ = compiled(format!("1{} == 1", "+1".repeat(1000)));
        let _ = compiled(format!("true{}", "?true:true".repeat(200)));
        let _ = compiled(format!("true{}", "||true".repeat(330)));
        assert_eq!(compiled(deep("(", ")", 2000)).unwrap_err().message, "the expression is longer than 2048 bytes");
    }

    #[test]
    fn a_third_nested_macro_is_refused() {
        let two = "a.all(x, b.exists(y, y == x)) && a.map(x, x).filter(x, x > 1).exists(x, true)";
        assert_eq!(compiled(two.to_owned()), Ok(()));
        let three = "a.all(x, b.exists(y, c.map(z, z + y).size() > x))";
        assert!(compiled(three.to_owned()).unwrap_err().message.starts_with("more than two macros"));
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let refused = compiled("object.a ==\n  == 3".to_owned()).unwrap_err();
        assert_eq!(refused.at.map(|(line, _)| line), Some(2), "{refused:?}");
        let han = compiled(format!("'{}' == 'a' && has(1)", "卷".repeat(200))).unwrap_err();
        assert!(han.at.is_none_or(|(_, column)| column <= 220), "{han:?}");
    }

    #[tokio::test]
    async fn r28_what_never_ends_is_given_up() {
        let never = apart(Duration::from_millis(50), || std::thread::sleep(Duration::from_millis(400))).await;
        assert!(never.unwrap_err().contains("did not end"));
        assert_eq!(apart(Duration::from_secs(5), || 1).await, Ok(1));
    }
}
