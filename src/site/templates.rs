//! Tera with our templates and the functions that they call: words, and the names of static files.

use std::sync::Arc;

use tera::{Context, Error, Kwargs, State, Tera, TeraResult};

use super::assets::Assets;
use super::load::Tree;
use crate::course::Lang;
use crate::words::{self, FluentValue};

/// The arguments that a sentence of the pages may take.
const ARGUMENTS: &[&str] =
    &["count", "number", "total", "command", "name", "title", "minutes", "lang", "heading", "code", "date"];

/// Compiles `theme/pages/*.html`; they are our own, so that a fault in them is ours and a test's to find.
pub(super) fn compile(theme: &Tree, assets: Arc<Assets>) -> anyhow::Result<Tera> {
    let mut tera = Tera::new();
    tera.register_function("t", |args: Kwargs, state: &State<'_>| -> TeraResult<String> {
        Ok(words::say(&lang(state)?, args.must_get::<&str>("key")?, &arguments(&args)))
    });
    tera.register_function("words", |args: Kwargs, state: &State<'_>| -> TeraResult<String> {
        let all = words::all(&lang(state)?, args.must_get::<&str>("prefix")?);
        // `</script>` inside would end the element that holds them.
        serde_json::to_string(&all).map(|json| json.replace('<', "\\u003c")).map_err(|e| Error::message(e.to_string()))
    });
    tera.register_function("asset", move |args: Kwargs, state: &State<'_>| -> TeraResult<String> {
        let name = args.must_get::<&str>("name")?;
        let root = state.get::<String>("root")?.unwrap_or_default();
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
