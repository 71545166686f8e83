//! The gate: what a request must be before any handler sees it (R1 to R6, R12, R13).
//!
//! One layer around the whole router, so that no route can forget it: syntax and size → Host → Origin → Fetch-Metadata
//! → credential. Whole strings are compared, never a prefix or a pattern. A route that the table forgot needs a credential.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderName, ORIGIN, TRANSFER_ENCODING,
};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::error::AppError;
use super::keys::{Keys, Refused};
use super::refusal::Refusal;

/// The header token of a browser.
pub(super) const TOKEN: HeaderName = HeaderName::from_static("x-sampan-token");
/// The most that a body may have.
pub(super) const BODY: u64 = 1 << 20;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// A lesson: anybody on this machine, and a link from another site may lead here.
    Page,
    /// What pages consist of: anybody, but only pages of ours may load it.
    Part,
    /// What leads to a credential: it asks for no other.
    Door,
    /// A learner's own: cookie and header token, or a bearer token.
    Learner,
    /// A learner's own, through a socket: a browser cannot send a header with it, so the cookie and an Origin of ours
    /// come first, and the token comes in the first message.
    Socket,
}

/// What is asked of a request, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Syntax,
    Host,
    Origin,
    Site,
    Credential,
}

const RULES: [Rule; 5] = [Rule::Syntax, Rule::Host, Rule::Origin, Rule::Site, Rule::Credential];

/// Marks a request whose credential was good; only the gate makes one.
#[derive(Debug, Clone, Copy)]
pub(super) struct SignedIn(());

/// The cookie of a socket, known to be of a sign-in; its token is still to come.
#[derive(Debug, Clone)]
pub(super) struct SocketCookie(pub(super) String);

/// The rules for one server.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    rules: Vec<Rule>,
    hosts: [String; 3],
    /// Every path of the router, with who may use it.
    table: Arc<BTreeMap<&'static str, Access>>,
    /// None where a server has nothing that needs a credential; then none is good.
    keys: Option<Arc<Keys>>,
}

/// The layer itself.
pub(super) async fn pass(State(gate): State<Gate>, mut request: Request, next: Next) -> Result<Response, AppError> {
    let access = gate.access(request.extensions().get());
    gate.rules.iter().try_for_each(|rule| gate.ask(*rule, access, &request))?;
    match access {
        Access::Learner => drop(request.extensions_mut().insert(SignedIn(()))),
        Access::Socket => {
            let cookie = gate.cookie(request.headers()).unwrap_or_default().to_owned();
            request.extensions_mut().insert(SocketCookie(cookie));
        }
        Access::Page | Access::Part | Access::Door => {}
    }
    Ok(next.run(request).await)
}

impl Gate {
    pub(super) fn new(keys: Arc<Keys>, table: BTreeMap<&'static str, Access>) -> Self {
        let bare = Self::of_pages(keys.port(), table);
        Self { keys: Some(keys), ..bare }
    }

    /// The same gate before a server of pages alone, where nobody signs in.
    pub(super) fn of_pages(port: u16, table: BTreeMap<&'static str, Access>) -> Self {
        let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"));
        Self { rules: RULES.to_vec(), hosts, table: Arc::new(table), keys: None }
    }

    /// By the router's own word for the route, so that the two cannot read a path differently.
    fn access(&self, matched: Option<&MatchedPath>) -> Access {
        // What no route matches is looked up among the pages, which hold nothing of a learner's.
        let Some(matched) = matched else { return Access::Page };
        self.table.get(matched.as_str()).copied().unwrap_or(Access::Learner)
    }

    fn ask(&self, rule: Rule, access: Access, request: &Request) -> Result<(), Refusal> {
        match rule {
            Rule::Syntax => well_formed(request),
            Rule::Host => self.host(request.headers()),
            Rule::Origin if access == Access::Socket => self.own_origin(request.headers()),
            Rule::Origin => self.origin(request.headers()),
            Rule::Site => same_site(access, request),
            Rule::Credential if access == Access::Learner => self.credential(request.headers()),
            Rule::Credential if access == Access::Socket => self.known_cookie(request.headers()),
            Rule::Credential => Ok(()),
        }
    }

    /// R2: only the Host shows that a name was made to point at us.
    fn host(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let host = only(headers, &HOST)?.ok_or(Refusal::Malformed)?;
        let ours = self.hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host));
        if ours { Ok(()) } else { Err(Refusal::Host) }
    }

    /// R3: where there is an Origin, it is ours and that of the host that was asked.
    fn origin(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let Some(origin) = only(headers, &ORIGIN)? else { return Ok(()) };
        let asked = only(headers, &HOST)?.unwrap_or_default();
        let ours = origin.strip_prefix("http://").filter(|host| self.hosts.iter().any(|ours| ours == host));
        if ours.is_some_and(|host| host.eq_ignore_ascii_case(asked)) { Ok(()) } else { Err(Refusal::Origin) }
    }

    /// R3: no same-origin rule guards a socket, so it must say where it comes from.
    fn own_origin(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        if headers.contains_key(&ORIGIN) { self.origin(headers) } else { Err(Refusal::Origin) }
    }

    /// The half of a credential that a browser sends with a socket.
    fn known_cookie(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let keys = self.keys.as_ref().ok_or(Refusal::SignIn)?;
        match self.cookie(headers).map(|cookie| keys.knows_cookie(cookie)) {
            Some(Ok(())) => Ok(()),
            Some(Err(Refused::TooMany)) => Err(Refusal::TooManyGuesses),
            None | Some(Err(Refused::Missing | Refused::Wrong)) => Err(Refusal::SignIn),
        }
    }

    fn cookie<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        cookie(self.keys.as_ref()?, headers)
    }

    /// R6: a cookie alone is never enough, since every port of this machine shares it.
    fn credential(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let keys = self.keys.as_ref().ok_or(Refusal::SignIn)?;
        let outcome = match only(headers, &AUTHORIZATION)? {
            Some(value) => value.strip_prefix("Bearer ").map(|token| keys.knows_bearer(token)),
            None => pair(keys, headers)?.map(|(cookie, token)| keys.knows_pair(cookie, token)),
        };
        outcome.unwrap_or(Err(Refused::Missing)).map_err(|refused| match refused {
            Refused::Missing | Refused::Wrong => Refusal::SignIn,
            Refused::TooMany => Refusal::TooManyGuesses,
        })
    }
}

/// The cookie and the header token of a browser.
fn pair<'a>(keys: &Keys, headers: &'a HeaderMap) -> Result<Option<(&'a str, &'a str)>, Refusal> {
    Ok(cookie(keys, headers).zip(only(headers, &TOKEN)?))
}

fn cookie<'a>(keys: &Keys, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = keys.cookie_name();
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// Shape and size, and that what changes something is JSON: no form and no link can send that (R13).
fn well_formed(request: &Request) -> Result<(), Refusal> {
    let (headers, method) = (request.headers(), request.method());
    if ![Method::GET, Method::HEAD, Method::POST].contains(method) {
        return Err(Refusal::Method);
    }
    // Two ways to say where a body ends are how requests are smuggled. No client of ours needs the second one.
    if headers.contains_key(TRANSFER_ENCODING) {
        return Err(Refusal::Malformed);
    }
    let length = only(headers, &CONTENT_LENGTH)?.map_or(Ok(0), str::parse).map_err(|_| Refusal::Malformed)?;
    if length > BODY {
        return Err(Refusal::TooLarge);
    }
    let host = only(headers, &HOST)?.filter(|host| !host.is_empty()).ok_or(Refusal::Malformed)?;
    let absolute = request.uri().authority().map(axum::http::uri::Authority::as_str);
    if absolute.is_some_and(|authority| !authority.eq_ignore_ascii_case(host)) {
        return Err(Refusal::Malformed);
    }
    if method == Method::POST && !is_json(headers)? {
        return Err(Refusal::NotJson);
    }
    Ok(())
}

fn is_json(headers: &HeaderMap) -> Result<bool, Refusal> {
    let media = only(headers, &CONTENT_TYPE)?.unwrap_or_default().split(';').next().unwrap_or_default();
    Ok(media.trim().eq_ignore_ascii_case("application/json"))
}

/// R4: what another site makes a browser do is refused, but for following a link to a page.
fn same_site(access: Access, request: &Request) -> Result<(), Refusal> {
    let said = |name: &'static str| only(request.headers(), &HeaderName::from_static(name));
    match said("sec-fetch-site")? {
        None | Some("same-origin" | "none") => return Ok(()),
        Some(_) => {}
    }
    let link = request.method() == Method::GET
        && access == Access::Page
        && said("sec-fetch-mode")? == Some("navigate")
        && said("sec-fetch-dest")? == Some("document");
    if link { Ok(()) } else { Err(Refusal::CrossSite) }
}

/// The value of a header that may come once, in ASCII.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().map(|value| value.to_str().map_err(|_| Refusal::Malformed)).transpose()?;
    if values.next().is_some() { Err(Refusal::Malformed) } else { Ok(value) }
}

#[cfg(test)]
mod tests;
