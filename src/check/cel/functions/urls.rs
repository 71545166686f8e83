//! Kubernetes' URL library: `url('http://web:8080/a?b=c').getPort() == '8080'`.
//!
//! An absolute URL, or an absolute path as Kubernetes takes it too. Nothing is normalized: a port that is a scheme's
//! own stays, which a browser's reading of a URL would drop.

use std::collections::HashMap;

use cel::common::types::{CelBool, CelList, CelMap, CelMapKey, CelString, Type};
use cel::common::value::Val;
use cel::{DeclarationError, Env, ExecutionError, add_member_overload, add_overload};
use http::Uri;

use super::held::{Held, Hold};
use super::unreadable;

static URL: Type = Type::new_unspecified_type("kubernetes.URL");

type Url = Held<Uri>;
type Text = CelString<'static>;

impl Hold for Uri {
    fn kind() -> &'static Type {
        &URL
    }
}

pub(super) fn extension(env: &mut Env) -> Result<(), DeclarationError> {
    add_overload!(env, fn url: (CelString<'_>) -> Result<Url>)?;
    add_overload!(env, fn is_url: (CelString<'_>) -> CelBool, name = "isURL")?;
    add_member_overload!(env, fn get_scheme: (Url) -> Text)?;
    add_member_overload!(env, fn get_host: (Url) -> Text)?;
    add_member_overload!(env, fn get_hostname: (Url) -> Text)?;
    add_member_overload!(env, fn get_port: (Url) -> Text)?;
    add_member_overload!(env, fn get_escaped_path: (Url) -> Text)?;
    add_member_overload!(env, fn get_query: (Url) -> CelMap<'_>)
}

/// An address with a scheme, or a path; not a host alone.
fn read(text: &str) -> Option<Uri> {
    let uri: Uri = text.parse().ok()?;
    (uri.scheme().is_some() || text.starts_with('/')).then_some(uri)
}

fn url(text: &CelString<'_>) -> Result<Url, ExecutionError> {
    read(text.inner()).map(Held).ok_or_else(|| unreadable("url", text.inner()))
}

fn is_url(text: &CelString<'_>) -> CelBool {
    CelBool::from(read(text.inner()).is_some())
}

fn get_scheme(this: &Url) -> Text {
    text(this.0.scheme_str().unwrap_or_default().to_ascii_lowercase())
}

/// With the port, where one is written.
fn get_host(this: &Url) -> Text {
    let host = this.0.host().unwrap_or_default();
    text(this.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

fn get_hostname(this: &Url) -> Text {
    let host = this.0.host().unwrap_or_default();
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    text(address.unwrap_or(host).to_owned())
}

fn get_port(this: &Url) -> Text {
    text(this.0.port().map(|port| port.as_str().to_owned()).unwrap_or_default())
}

fn get_escaped_path(this: &Url) -> Text {
    text(this.0.path().to_owned())
}

/// Every key with the list of its values.
fn get_query(this: &Url) -> CelMap<'static> {
    let mut values: HashMap<String, Vec<Box<dyn Val>>> = HashMap::new();
    for (key, value) in url::form_urlencoded::parse(this.0.query().unwrap_or_default().as_bytes()) {
        values.entry(key.into_owned()).or_default().push(Box::new(text(value.into_owned())));
    }
    let entry = |(key, values): (String, Vec<Box<dyn Val>>)| {
        (CelMapKey::from(key), Box::new(CelList::from(values)) as Box<dyn Val>)
    };
    CelMap::from(values.into_iter().map(entry).collect::<HashMap<_, _>>())
}

fn text(text: String) -> Text {
    CelString::from(text)
}
