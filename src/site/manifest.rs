//! `exercise.toml` as written → what an exercise needs, owns, sets up and checks. Strict, and every problem at once.
//!
//! Nobody else sees the written form. Prose and files of the exercise come from `exercises`.

pub(super) mod quoted;
mod steps;
mod that;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use super::load::Tree;
use super::looks::{self, LookFile};
use super::markdown::Link;
use super::near::known;
use super::spanned::Spanned;
use super::written::{Item, Texts, Written, is_meant};
use crate::course::problem::only_gaps;
use crate::course::{
    Check, CheckId, Expression, Found, LONGEST_EXPRESSION, Lang, Lets, Level, Look, Need, Owner, Owns, Problem, Step,
    That,
};
use steps::{Made, StepFile};
use that::{LetFile, ShapesFile};

/// The format that this program reads.
const FORMAT: i64 = 1;
const CHECK_LIMIT: Duration = Duration::from_secs(10);
const STEP_LIMIT: Duration = Duration::from_secs(30);
const LONGEST_LIMIT: Duration = Duration::from_secs(120);
/// A limit between one second and two minutes, as an editor checks it.
pub(super) const LIMIT: &str = "^0*([1-9][0-9]?|1[01][0-9]|120)s$|^0*[12]m$";

/// An exercise: what it needs, sets up and checks.
// As a whole, the file is only told of: `Reader` takes its lists apart before it reads the rest.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "exercise.toml")]
#[expect(dead_code, reason = "only its shape is asked for")]
pub(super) struct ExerciseFile {
    #[schemars(flatten)]
    head: HeadFile,
    /// What must be true in the end, one question each, in the order in which a learner sees them.
    #[schemars(length(min = 1))]
    checks: Vec<CheckFile>,
    /// Names for CEL expressions that checks and conditions of hints may use.
    #[schemars(default)]
    r#let: LetFile,
    /// What is there before the learner begins, made in this order.
    #[schemars(default)]
    setup: Vec<StepFile>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HeadFile {
    /// The number of the format that this file is written in.
    #[schemars(required, extend("const" = FORMAT))]
    format: Option<i64>,
    /// How much a learner should know before.
    #[schemars(required)]
    level: Option<Level>,
    /// How long it takes a learner who reads the hints.
    #[schemars(required)]
    minutes: Option<u16>,
    /// The engines and programs that must be there; none for an exercise on files alone.
    #[serde(default)]
    needs: Vec<Need>,
    /// Images that must be there before it starts, as `busybox:1.37`.
    #[serde(default)]
    images: Vec<Spanned<String>>,
    /// What the learner will make outside a namespace, by exact name: shown before it is removed.
    #[serde(default)]
    owns: Option<Spanned<Owns>>,
    /// The limit of each check, as `30s` or `2m`: 10 seconds where none is written, 120 at most.
    #[schemars(extend("pattern" = LIMIT))]
    within: Option<Spanned<String>>,
    /// Conditions in CEL under which a hint is shown, by its number from 1: `outcome('web') != 'passed'`.
    #[serde(default)]
    hint_when: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// A question about the learner's world, with the words around it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("allOf" = [
    { "oneOf": [{ "required": ["look"] }, { "required": ["looks"] }] },
    { "oneOf": [{ "required": ["that"] }, { "required": ["matches_any"] }] },
]))]
struct CheckFile {
    /// Its name in this exercise: lower-case letters, digits and inner hyphens.
    #[schemars(required, with = "CheckId")]
    id: Option<Spanned<String>>,
    /// The one thing to look at, which `that` sees as `object`, or as `objects` where it finds many.
    look: Option<Spanned<LookFile>>,
    /// Several things to look at, each by the name under which `that` sees it.
    #[schemars(extend("minProperties" = 1))]
    looks: Option<BTreeMap<Spanned<String>, Spanned<LookFile>>>,
    /// The CEL expression over what was found that must be true.
    that: Option<Spanned<String>>,
    /// Shapes of which what was found must fit one, in place of `that`: parts of an object.
    #[schemars(length(min = 1))]
    matches_any: Option<ShapesFile>,
    /// Names for CEL expressions that others of this check may use.
    #[serde(default, rename = "let")]
    lets: LetFile,
    /// What to say was found, where it can be said better than by itself.
    found: Option<FoundFile>,
    /// What is expected, in every language of the course.
    #[schemars(required)]
    say: Option<Texts>,
    /// The command that shows a learner what the check looks at; `{namespace}` is the exercise's own.
    see: Option<String>,
    /// The section of a lesson that explains it, as `docker/volumes.md#volumes`.
    learn: Option<Spanned<String>>,
    /// Checks above this one that must have passed before it is asked.
    #[serde(default)]
    #[schemars(with = "Vec<CheckId>")]
    after: Vec<Spanned<String>>,
}

/// What was found, in the author's words.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FoundFile {
    /// The sentence in every language; `{name}` in it is a value of `with`.
    say: Texts,
    /// CEL expressions over what was found, by the name that the sentence gives them.
    #[serde(default)]
    with: BTreeMap<String, Spanned<String>>,
}

/// What the file says, as far as it is sound.
pub(super) struct Manifest {
    pub(super) level: Level,
    pub(super) minutes: u16,
    pub(super) needs: Vec<Need>,
    pub(super) images: Vec<String>,
    pub(super) owns: Owns,
    pub(super) within: Duration,
    pub(super) setup: Vec<Step>,
    pub(super) checks: Vec<Check>,
    pub(super) hint_when: BTreeMap<usize, String>,
    pub(super) lets: Lets,
}

/// The images that the manifests of a course name; one that cannot be read names none, and is reported by who reads it.
pub(super) fn all_images(tree: &Tree) -> BTreeSet<String> {
    #[derive(Deserialize)]
    struct ImagesFile {
        #[serde(default)]
        images: Vec<String>,
    }
    let manifests = tree.below("exercises").filter(|(path, _)| path.ends_with("/exercise.toml"));
    let texts = manifests.filter_map(|(_, blob)| std::str::from_utf8(&blob.bytes).ok());
    texts.filter_map(|text| toml::from_str::<ImagesFile>(text).ok()).flat_map(|file| file.images).collect()
}

/// Where an expression stands, for who compiles it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) expression: Expression,
    pub(super) range: Range<usize>,
}

/// The manifest with its problems; only one without problems may become an exercise.
pub(super) struct Read {
    pub(super) manifest: Option<Manifest>,
    pub(super) problems: Vec<Problem>,
    pub(super) links: Vec<Link>,
    pub(super) places: Vec<Place>,
    /// The ids of its checks as they are written; none where not all of them are ids.
    pub(super) checks: Option<Vec<String>>,
}

/// Reads a manifest; `is_there` says whether the exercise's folder holds a file.
pub(super) fn read(file: &str, text: &str, langs: &[Lang], is_there: impl Fn(&str) -> bool) -> Read {
    let mut reader = Reader {
        written: Written::parse(file, text),
        langs,
        links: Vec::new(),
        places: Vec::new(),
        seen: Vec::new(),
        written_ids: Vec::new(),
        made: Made::default(),
        lets: Lets::new(),
    };
    let is_readable = reader.written.is_sound() && reader.is_readable();
    let manifest = if is_readable { reader.manifest(is_there) } else { None };
    let Reader { written, links, places, written_ids, .. } = reader;
    let manifest = manifest.filter(|_| only_gaps(&written.problems));
    // Where one is misspelt, who names it elsewhere is most likely right.
    let checks = Some(written_ids).filter(|ids| is_readable && ids.iter().all(|id| id.parse::<CheckId>().is_ok()));
    Read { manifest, problems: written.problems, links, places, checks }
}

struct Reader<'a> {
    written: Written<'a>,
    langs: &'a [Lang],
    links: Vec<Link>,
    places: Vec<Place>,
    /// The checks so far.
    seen: Vec<CheckId>,
    /// All ids as written, so that `after` a check that cannot be read is no second problem.
    written_ids: Vec<String>,
    /// What the steps of the set-up have made so far.
    made: Made,
    /// The names that all expressions of checks and hints may use.
    lets: Lets,
}

impl Reader<'_> {
    /// A file of a newer format is refused as a whole: listing what we do not know in it would help nobody.
    fn is_readable(&mut self) -> bool {
        match self.written.number("format") {
            Some((newer, at)) if newer > FORMAT => {
                let words = format!("this exercise is written in format {newer}; this Sampan reads format {FORMAT}");
                self.written.refuse(at, words, "install a newer Sampan");
                false
            }
            Some((older, at)) if older < FORMAT => {
                self.written.refuse(
                    at,
                    format!("there is no format {older}; write `format = {FORMAT}`"),
                    "formats count from 1",
                );
                false
            }
            _ => true,
        }
    }

    fn manifest(&mut self, is_there: impl Fn(&str) -> bool) -> Option<Manifest> {
        self.written_ids = self.written.texts("checks", "id");
        let named = self.written.take::<LetFile>(&["let"]).map_or_else(LetFile::new, |item| item.value);
        let (lets, named) = self.lets(named, &Lets::new(), &[]);
        self.lets = lets.clone();
        let checks = self.written.each::<CheckFile>("checks");
        let none = checks.is_empty() && self.written.problems.is_empty();
        let checks: Vec<Check> = checks.into_iter().filter_map(|check| self.check(check)).collect();
        let variables = self.all_variables();
        self.let_places(named, &lets, &variables);
        let steps = self.written.each::<StepFile>("setup");
        let setup = steps.into_iter().filter_map(|step| self.step(step.value, &is_there)).collect();
        let Item { value: head, at, dropped } = self.written.rest::<HeadFile>()?;
        let format = self.written.need("format", head.format, &at, &dropped);
        let level = self.written.need("level", head.level, &at, &dropped);
        let minutes = self.written.need("minutes", head.minutes, &at, &dropped);
        if none {
            self.written.refuse(
                0..0,
                "an exercise without a check is never done: write `[[checks]]`",
                "a check has an `id`, a `look`, `that` and `say`",
            );
        }
        let owns = self.owns(head.owns);
        let images: Vec<_> = head.images.into_iter().filter_map(|image| self.image(image)).collect();
        self.foreseen(&head.needs, &images);
        let within = self.limit(head.within, CHECK_LIMIT);
        let hint_when = self.hint_when(head.hint_when);
        format?;
        let (level, minutes, needs) = (level?, minutes?, head.needs);
        Some(Manifest { level, minutes, needs, images, owns, within, hint_when, lets, setup, checks })
    }

    /// Every part of a check is looked at, whatever the others are like.
    fn check(&mut self, Item { value: check, at, dropped }: Item<CheckFile>) -> Option<Check> {
        let written_id = self.written.need("id", check.id, &at, &dropped);
        let own = written_id.as_ref().map_or("", |id| id.get_ref()).to_owned();
        let spot = written_id.as_ref().map_or(at.clone(), Spanned::span);
        let id = written_id.and_then(|id| self.id(&id));
        let is_said = is_meant("look", &dropped) || is_meant("looks", &dropped);
        let looks = self.looks(spot, check.look, check.looks, is_said);
        let names: Option<Vec<String>> =
            looks.as_ref().map(|looks| looks.keys().cloned().chain(["begun".to_owned()]).collect());
        let (lets, named) = self.lets(check.lets, &self.lets.clone(), names.as_deref().unwrap_or_default());
        self.let_places(named, &lets, &names);
        let common =
            Expression { variables: names, lets: lets.clone(), of: Owner::Check(own.clone()), ..Expression::default() };
        let that = check.that.map(|that| self.noted(that, &common));
        let is_said = is_meant("that", &dropped) || is_meant("matches_any", &dropped);
        let that = if is_said { None } else { self.that(at.clone(), that, check.matches_any, looks.as_ref()) };
        check.found.iter().for_each(|found| self.blanks(found));
        let found = check.found.map(|found| Found {
            say: self.written.localized(found.say, self.langs),
            with: found.with.into_iter().map(|(name, value)| (name, self.noted(value, &common))).collect(),
        });
        let say = self.written.need("say", check.say, &at, &dropped);
        let say = say.map(|say| self.written.localized(say, self.langs));
        let after = check.after.iter().filter_map(|earlier| self.earlier(&own, earlier)).collect();
        let learn = check.learn.map(|learn| self.learn(learn));
        self.seen.extend(id.clone());
        Some(Check { id: id?, looks: looks?, that: that?, lets, found, say: say?, see: check.see, learn, after })
    }

    /// What is in braces in a sentence of the author's is a value of `with`; else a learner reads the braces.
    fn blanks(&mut self, found: &FoundFile) {
        for words in found.say.get_ref().values() {
            for name in blanks(words.get_ref()).filter(|name| !found.with.contains_key(*name)) {
                let otherwise = format!("write `with = {{ {name} = \"…\" }}`");
                let help = known(name, found.with.keys().map(String::as_str), &otherwise);
                self.written.refuse(words.span(), format!("`with` has no `{name}`"), help);
            }
        }
    }

    fn id(&mut self, written: &Spanned<String>) -> Option<CheckId> {
        match written.get_ref().parse::<CheckId>() {
            Ok(id) if self.seen.contains(&id) => {
                self.written.refuse(
                    written.span(),
                    format!("there is already a check `{id}`"),
                    "give each check a name of its own",
                );
                None
            }
            Ok(id) => Some(id),
            Err(bad) => {
                self.written.refuse(written.span(), bad.to_string(), "write it as `volume-exists`");
                None
            }
        }
    }

    fn looks(
        &mut self,
        at: Range<usize>,
        one: Option<Spanned<LookFile>>,
        named: Option<BTreeMap<Spanned<String>, Spanned<LookFile>>>,
        is_said: bool,
    ) -> Option<BTreeMap<String, Look>> {
        match (one, named) {
            (Some(one), None) => {
                let look = looks::look(&mut self.written, one)?;
                Some([(look.variable().to_owned(), look)].into())
            }
            (None, Some(named)) if !named.is_empty() => {
                let pairs =
                    named.into_iter().map(|(name, look)| (self.look_name(name), looks::look(&mut self.written, look)));
                let pairs: Vec<_> = pairs.collect();
                pairs.into_iter().map(|(name, look)| Some((name?, look?))).collect()
            }
            (None, None) if is_said => None,
            (None, _) => {
                let help = "for example `look = { volume = { name = \"notes\" } }`";
                self.written.refuse(at, "looks at nothing: write `look` or `looks`", help);
                None
            }
            (Some(_), Some(_)) => {
                self.written.refuse(
                    at,
                    "has both `look` and `looks`: write one of them",
                    "`looks` gives each look a name",
                );
                None
            }
        }
    }

    /// The name of a look is a variable in the expression.
    fn look_name(&mut self, name: Spanned<String>) -> Option<String> {
        let text = name.get_ref();
        if self.lets.contains_key(text) {
            self.written.refuse(name.span(), format!("`{text}` is a name of `let`"), "give it another name");
            return None;
        }
        if that::is_name(text) && text != "begun" {
            return Some(name.into_inner());
        }
        self.written.refuse(
            name.span(),
            format!("`{text}` cannot be a name in an expression"),
            "a name has letters, digits and `_`, and is not `begun`",
        );
        None
    }

    /// Notes an expression with the names that it may use; whether it can be evaluated is another room's to say.
    fn expression(&mut self, written: Spanned<String>, variables: &Option<Vec<String>>) -> String {
        self.noted(written, &Expression { variables: variables.clone(), ..Expression::default() })
    }

    /// The same, with all that `common` says of it.
    fn noted(&mut self, written: Spanned<String>, common: &Expression) -> String {
        let written = self.short_enough(written);
        let range = written.span();
        let text = written.into_inner();
        let expression = Expression { text: text.clone(), ..common.clone() };
        self.places.push(Place { expression, range });
        text
    }

    fn short_enough(&mut self, written: Spanned<String>) -> Spanned<String> {
        if written.get_ref().len() > LONGEST_EXPRESSION {
            self.written.refuse(
                written.span(),
                format!("is longer than {LONGEST_EXPRESSION} bytes"),
                "make two checks of it",
            );
        }
        written
    }

    /// What a check waits for stands above it, so that no two can wait for each other.
    fn earlier(&mut self, own: &str, written: &Spanned<String>) -> Option<CheckId> {
        let name = written.get_ref();
        let before = self.written_ids.iter().take_while(|id| *id != own);
        let found = self.seen.iter().find(|id| id.as_str() == name).cloned();
        if found.is_none() && !before.clone().any(|id| id == name) {
            let help = known(name, before.map(String::as_str), "only what stands above may come first");
            let words = if name == own {
                format!("`{own}` cannot wait for itself")
            } else if self.written_ids.iter().any(|id| id == name) {
                format!("`{own}` cannot wait for `{name}`, which stands below it")
            } else {
                format!("`{name}` is no check of this exercise")
            };
            self.written.refuse(written.span(), words, help);
        }
        found
    }

    fn learn(&mut self, written: Spanned<String>) -> String {
        let place = Problem::at(&self.written.file, self.written.text, written.span(), "");
        let target = written.into_inner();
        self.links.push(Link { target: target.clone(), place });
        target
    }

    fn image(&mut self, image: Spanned<String>) -> Option<String> {
        if looks::is_sound(image.get_ref()) {
            return Some(image.into_inner());
        }
        self.written.refuse(image.span(), format!("`{}` is no image", image.get_ref()), "write it as `busybox:1.37`");
        None
    }

    fn owns(&mut self, owns: Option<Spanned<Owns>>) -> Owns {
        let Some(owns) = owns else { return Owns::default() };
        if let Some(bad) = unsound(owns.get_ref()) {
            self.written.refuse(owns.span(), format!("`{bad}` is no name"), OWNS_HELP);
        }
        owns.into_inner()
    }

    /// A duration as `30s` or `2m`, from one second to two minutes.
    fn limit(&mut self, written: Option<Spanned<String>>, otherwise: Duration) -> Duration {
        let Some(written) = written else { return otherwise };
        match duration(written.get_ref()) {
            Some(limit) if limit <= LONGEST_LIMIT && !limit.is_zero() => limit,
            Some(_) => {
                self.written.refuse(written.span(), "a limit lies between `1s` and `120s`", "write for example `30s`");
                otherwise
            }
            None => {
                self.written.refuse(
                    written.span(),
                    format!("`{}` is no duration: write seconds as `30s`", written.get_ref()),
                    "a duration ends in `s` or `m`",
                );
                otherwise
            }
        }
    }

    fn hint_when(&mut self, written: BTreeMap<Spanned<String>, Spanned<String>>) -> BTreeMap<usize, String> {
        let common = Expression {
            text: String::new(),
            variables: Some(vec!["begun".to_owned()]),
            checks: Some(self.written_ids.clone()),
            lets: self.lets.clone(),
            of: Owner::Hint,
        };
        let mut out = BTreeMap::new();
        for (number, when) in written {
            match number.get_ref().parse::<usize>() {
                Ok(hint) if hint > 0 => _ = out.insert(hint, self.noted(when, &common)),
                _ => self.written.refuse(
                    number.span(),
                    format!("there is no hint `{}`: they count from 1", number.get_ref()),
                    "write `1` for the first hint",
                ),
            }
        }
        out
    }
}

/// The names in braces: `{name}`, and not what a template of Go's or a shell's has in two or after a dollar.
fn blanks(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    text.match_indices('{').filter_map(move |(at, _)| {
        let name = text[at + 1..].split_once('}')?.0;
        Some(name).filter(is_name).filter(|_| !text[..at].ends_with(['$', '{']))
    })
}

fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: u64 = number.parse().ok()?;
    match unit {
        "s" => Some(Duration::from_secs(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        _ => None,
    }
}

/// What to do about a bad name in `owns`.
pub(super) const OWNS_HELP: &str = "name each thing once, as its engine shows it; in `cluster` as `kind/name`";

/// The first name in `owns` that could not be one, or that is named twice.
pub(super) fn unsound(owns: &Owns) -> Option<&str> {
    let Owns { containers, volumes, networks, images, cluster } = owns;
    let mut seen = BTreeSet::new();
    for (kind, names) in [containers, volumes, networks, images, cluster].into_iter().enumerate() {
        for name in names {
            let fits = looks::is_sound(name) && !name.contains(['{', '}']) && (kind != 4 || name.contains('/'));
            if !fits || !seen.insert((kind, name)) {
                return Some(name);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;
