//! Tera with our templates and the functions that they call: words, and the names of static files.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde::Serialize;
use tera::{Context, Error, Kwargs, State, Tera, TeraResult};

use super::assets::Assets;
use super::load::Tree;
use crate::course::Lang;
use crate::words::{self, FluentValue};

/// The arguments that a sentence of the pages may take.
const ARGUMENTS: &[&str] =
    &["count", "number", "total", "command", "name", "title", "minutes", "heading", "code", "date"];

/// Compiles `theme/pages/*.html`; they are our own, so that a fault in them is ours and a test's to find.
pub(super) fn compile(theme: &Tree, assets: Arc<Assets>) -> anyhow::Result<Tera> {
    let mut tera = Tera::new();
    tera.register_function("t", |args: Kwargs, state: &State<'_>| -> TeraResult<String> {
        let lang = args.get::<&str>("lang")?.map_or_else(|| lang(state), |other| Ok(Lang::new(other)))?;
        Ok(words::say(&lang, args.must_get::<&str>("key")?, &arguments(&args)))
    });
    // Every page has the same, so they are looked up once.
    let kept = Mutex::new(BTreeMap::new());
    tera.register_function("words", move |args: Kwargs, state: &State<'_>| -> TeraResult<String> {
        let (lang, prefix) = (lang(state)?, args.must_get::<&str>("prefix")?);
        let mut kept = kept.lock().expect("nobody panics while holding it");
        let json = kept.entry((lang.clone(), prefix.to_owned())).or_insert_with(|| json(&words::all(&lang, prefix)));
        Ok(json.clone())
    });
    tera.register_function("asset", move |args: Kwargs, state: &State<'_>| -> TeraResult<String> {
        let name = args.must_get::<&str>("name")?;
        // `whole`: from the site's root, for a script that knows the way there.
        let root = if args.get::<bool>("whole")? == Some(true) { None } else { state.get::<String>("root")? };
        let root = root.unwrap_or_default();
        let path = assets.path(name).ok_or_else(|| Error::message(format!("there is no static file `{name}`")))?;
        Ok(format!("{root}{path}"))
    });
    let pages =
        theme.below("theme/pages").filter_map(|(name, blob)| Some((name, std::str::from_utf8(&blob.bytes).ok()?)));
    tera.add_raw_templates(pages.collect::<Vec<_>>())?;
    Ok(tera)
}

/// Fills a template of ours.
pub(super) fn fill(tera: &Tera, name: &str, context: &Context) -> String {
    // The templates are compiled in and a test fills each of them; what is left is a page that says so.
    tera.render(name, context).unwrap_or_else(|e| {
        tracing::error!(template = name, error = %e, "a page could not be made");
        format!("<p>{}</p>", super::html::escape(&format!("{name}: {e}")))
    })
}

/// JSON that may stand in a `script` element: `</script>` inside would end it.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default().replace('<', "\\u003c")
}

fn lang(state: &State<'_>) -> TeraResult<Lang> {
    Ok(Lang::new(&state.get::<String>("lang")?.unwrap_or_else(|| "en".to_owned())))
}

fn arguments(args: &Kwargs) -> Vec<(&'static str, FluentValue<'static>)> {
    let value = |name: &&'static str| {
        let found = args.iter().find(|(key, _)| key.as_str() == Some(name))?.1;
        let value = found.as_i64().map_or_else(|| FluentValue::from(found.to_string()), FluentValue::from);
        Some((*name, value))
    };
    ARGUMENTS.iter().filter_map(value).collect()
}
