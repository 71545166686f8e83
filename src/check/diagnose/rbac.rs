//! A right that a subject lacks, or has and should not: which binding, which role, and what of them does not fit.
//!
//! The API server says "no" and never why. What is bound and what the roles hold is read here as it reads them:
//! <https://kubernetes.io/docs/reference/access-authn-authz/rbac/>.

use std::cmp::Reverse;

use super::field::Field;
use super::snapshot::Snapshot;
use crate::check::look::{Wanted, groups};
use crate::course::{Cause, Diagnosis, Evidence};

const ROLES: [&str; 2] = ["Role", "ClusterRole"];
/// The group of all who are signed in: what it has, a subject has, and nobody meant it for that subject.
const EVERYBODY: &str = "system:authenticated";
/// How a review writes a ServiceAccount.
const ACCOUNT: &str = "system:serviceaccount:";
const BINDINGS: [&str; 2] = ["RoleBinding", "ClusterRoleBinding"];

/// Who is asked about, as a binding writes it: `ServiceAccount shop/robot`.
struct Subject<'a> {
    /// As a review writes it: `system:serviceaccount:shop:robot`.
    user: &'a str,
    account: Option<(&'a str, &'a str)>,
    groups: Vec<String>,
}

/// Why a subject may not do this.
pub(super) fn lacking(user: &str, wanted: &Wanted, seen: &Snapshot) -> Option<Diagnosis> {
    let subject = Subject::of(user);
    let bindings = bindings(seen);
    // What Kubernetes itself binds to whole groups is nobody's doing, and of no help here.
    let is_own = |binding: &&Field<'_>| !binding.text("metadata.name").is_some_and(|name| name.starts_with("system:"));
    let named: Vec<_> = bindings.iter().filter(is_own).filter(|binding| subject.is_named(binding)).collect();
    let here: Vec<_> = named.iter().filter(|binding| holds_in(binding, &wanted.namespace)).collect();
    // A slip in a binding that would give the right goes before what other roles of this subject lack.
    let gives = |binding: &Field<'_>| role_of(binding, seen)?.list("rules").find(|rule| allows(rule, wanted));
    let slipped: Vec<_> = bindings.iter().filter(is_own).filter(|binding| gives(binding).is_some()).cloned().collect();
    if let Some(slip) = subject.almost(&slipped, wanted, seen) {
        return Some(slip);
    }
    if here.is_empty() {
        return Some(match named.first() {
            Some(binding) => elsewhere(binding, wanted)?,
            None => subject.almost(&bindings, wanted, seen).unwrap_or_else(|| nobody(&subject, wanted)),
        });
    }
    let mut found: Vec<(usize, Diagnosis)> = Vec::new();
    for binding in here {
        let Some(role) = role_of(binding, seen) else { return missing(binding) };
        found.push(short(&role, wanted)?);
    }
    // Of several roles, the one that comes nearest.
    found.into_iter().min_by_key(|(distance, _)| *distance).map(|(_, diagnosis)| diagnosis)
}

/// Why a subject may do this, although it should not.
pub(super) fn granted(user: &str, wanted: &Wanted, seen: &Snapshot) -> Option<Diagnosis> {
    let subject = Subject::of(user);
    let bindings = bindings(seen);
    let bound = bindings.iter().filter(|binding| subject.is_bound(binding) && holds_in(binding, &wanted.namespace));
    bound.into_iter().find_map(|binding| {
        let role = role_of(binding, seen)?;
        let rule = role.list("rules").find(|rule| allows(rule, wanted))?;
        let cause = Cause::RbacGranted {
            verb: wanted.verb.clone(),
            resource: wanted.resource(),
            binding: named(binding),
            role: named(&role),
        };
        Some(Diagnosis { cause, evidence: vec![rule.evidence(), binding.at("subjects")?.evidence()] })
    })
}

fn bindings(seen: &Snapshot) -> Vec<Field<'_>> {
    BINDINGS.iter().flat_map(|kind| seen.whole(kind)).collect()
}

fn named(object: &Field<'_>) -> String {
    super::field::named(object.value())
}

/// Whether a binding counts in a namespace; for what has none (empty), only one of the cluster does.
fn holds_in(binding: &Field<'_>, namespace: &str) -> bool {
    binding.text("metadata.namespace").is_none_or(|own| own == namespace)
}

/// The role that a binding refers to.
fn role_of<'a>(binding: &Field<'_>, seen: &'a Snapshot) -> Option<Field<'a>> {
    let (kind, name) = (binding.text("roleRef.kind")?, binding.text("roleRef.name")?);
    let known = ROLES.iter().find(|known| **known == kind)?;
    let own = binding.text("metadata.namespace");
    let is_it = |role: &Field<'_>| {
        role.is("metadata.name", name) && (kind == "ClusterRole" || role.text("metadata.namespace") == own)
    };
    seen.whole(known).into_iter().find(is_it)
}

fn elsewhere(binding: &Field<'_>, wanted: &Wanted) -> Option<Diagnosis> {
    let there = binding.text("metadata.namespace")?.to_owned();
    let cause = Cause::RbacBoundElsewhere { binding: named(binding), there, wanted: wanted.namespace.clone() };
    let shown = [binding.at("metadata.namespace"), binding.at("subjects")].into_iter().flatten();
    Some(Diagnosis { cause, evidence: shown.map(|field| field.evidence()).collect() })
}

fn nobody(subject: &Subject<'_>, wanted: &Wanted) -> Diagnosis {
    let (subject, verb, resource) = (subject.written(), wanted.verb.clone(), wanted.resource());
    let namespace = wanted.namespace.clone();
    let said = Evidence::Field {
        object: "SubjectAccessReview".to_owned(),
        path: "status.allowed".to_owned(),
        value: "false".to_owned(),
    };
    Diagnosis { cause: Cause::RbacNoBinding { subject, verb, resource, namespace }, evidence: vec![said] }
}

fn missing(binding: &Field<'_>) -> Option<Diagnosis> {
    let role = format!("{}/{}", binding.text("roleRef.kind")?, binding.text("roleRef.name")?);
    let cause = Cause::RbacRoleMissing { binding: named(binding), role };
    Some(Diagnosis { cause, evidence: vec![binding.at("roleRef")?.evidence()] })
}

/// What a role lacks of this, and how near it comes: 0 is nearest.
fn short(role: &Field<'_>, wanted: &Wanted) -> Option<(usize, Diagnosis)> {
    let resource = wanted.resource();
    let by_rule = role.list("rules").filter_map(|rule| {
        let names = rule.list("resourceNames").map(|name| name.plain()).collect::<Vec<_>>().join(", ");
        let listed = |key: &str| rule.list(key).map(|one| shown_group(&one.plain())).collect::<Vec<_>>().join(", ");
        let is_resource = has(&rule, "resources", &wanted.path());
        let is_group = has(&rule, "apiGroups", &wanted.group);
        let is_verb = has(&rule, "verbs", &wanted.verb);
        let near = rule.list("resources").find(|one| is_almost(&one.plain(), &wanted.path()));
        let role = named(role);
        Some(match (is_resource, is_group, is_verb) {
            (true, true, true) => {
                (0, Cause::RbacNamesLimited { role, resource: resource.clone(), names }, rule.at("resourceNames")?)
            }
            (true, false, _) => {
                let (wanted, there) = (shown_group(&wanted.group), listed("apiGroups"));
                (1, Cause::RbacGroupDiffers { role, resource: resource.clone(), wanted, there }, rule.at("apiGroups")?)
            }
            (false, ..) if near.is_some() => {
                let near = near?;
                (2, Cause::RbacResourceDiffers { role, wanted: wanted.path(), there: near.plain() }, near)
            }
            (true, true, false) => {
                let (verb, there) = (wanted.verb.clone(), listed("verbs"));
                (3, Cause::RbacVerbMissing { role, verb, resource: resource.clone(), there }, rule.at("verbs")?)
            }
            (false, ..) => return None,
        })
    });
    let nearest = by_rule.min_by_key(|(distance, ..)| *distance);
    let (distance, cause, shown) = match nearest {
        Some((distance, cause, field)) => (distance, cause, field.evidence()),
        None => {
            let (role_name, verb) = (named(role), wanted.verb.clone());
            let rules = role.at("rules").unwrap_or_else(|| role.clone());
            (4, Cause::RbacResourceMissing { role: role_name, verb, resource }, rules.evidence())
        }
    };
    Some((distance, Diagnosis { cause, evidence: vec![shown] }))
}

/// The core group as a person writes it.
fn shown_group(group: &str) -> String {
    if group.is_empty() { "\"\"".to_owned() } else { group.to_owned() }
}

fn has(rule: &Field<'_>, key: &str, wanted: &str) -> bool {
    rule.list(key).any(|one| one.plain() == wanted || one.plain() == "*")
}

fn allows(rule: &Field<'_>, wanted: &Wanted) -> bool {
    let names: Vec<_> = rule.list("resourceNames").map(|name| name.plain()).collect();
    let is_named = names.is_empty() || wanted.name.as_ref().is_some_and(|name| names.contains(name));
    let is_all = has(rule, "resources", &wanted.path()) && has(rule, "apiGroups", &wanted.group);
    is_all && has(rule, "verbs", &wanted.verb) && is_named
}

/// Whether a subject is a ServiceAccount that exists: a binding that names it means it.
fn is_there(subject: &Field<'_>, seen: &Snapshot) -> bool {
    let (Some("ServiceAccount"), Some(namespace), Some(name)) =
        (subject.text("kind"), subject.text("namespace"), subject.text("name"))
    else {
        return false;
    };
    let is_it = |one: &Field<'_>| one.is("metadata.namespace", namespace) && one.is("metadata.name", name);
    seen.whole("ServiceAccount").iter().any(is_it)
}

/// Another case or number, a slip, or the resource itself where its subresource is meant.
fn is_almost(there: &str, wanted: &str) -> bool {
    let (a, b) = (there.to_lowercase(), wanted.to_lowercase());
    let plain = |text: &str| text.split(['/', '.']).next().unwrap_or_default().to_owned();
    let is_same = a == b || format!("{a}s") == b || plain(&a) == plain(&b);
    is_same || strsim::damerau_levenshtein(&a, &b) <= 2 && wanted.len() > 4
}

impl<'a> Subject<'a> {
    fn of(user: &'a str) -> Self {
        let account = user.strip_prefix(ACCOUNT).and_then(|rest| rest.split_once(':'));
        Self { user, account, groups: groups(user) }
    }

    fn written(&self) -> String {
        self.account.map_or_else(|| format!("User {}", self.user), |(ns, name)| format!("ServiceAccount {ns}/{name}"))
    }

    /// Whether one of a binding's subjects is this one, by its own name or by a group of its namespace.
    fn is_named(&self, binding: &Field<'_>) -> bool {
        binding.list("subjects").any(|one| self.is(&one))
    }

    /// The same, with the groups that everybody is in.
    fn is_bound(&self, binding: &Field<'_>) -> bool {
        let all = |one: &Field<'_>| one.is("kind", "Group") && one.is("name", EVERYBODY);
        self.is_named(binding) || binding.list("subjects").any(|one| all(&one))
    }

    fn is(&self, one: &Field<'_>) -> bool {
        match one.text("kind") {
            Some("ServiceAccount") => self.account == one.text("namespace").zip(one.text("name")),
            Some("User") => one.is("name", self.user),
            Some("Group") => !one.is("name", EVERYBODY) && self.groups.iter().any(|group| one.is("name", group)),
            _ => false,
        }
    }

    /// A binding that names almost this subject, and nobody else whom there is.
    fn almost(&self, bindings: &[Field<'_>], wanted: &Wanted, seen: &Snapshot) -> Option<Diagnosis> {
        let here = bindings.iter().filter(|binding| holds_in(binding, &wanted.namespace));
        let all = here.flat_map(|binding| binding.list("subjects").map(move |one| (binding, one)));
        let name = self.account.map_or(self.user, |(_, name)| name);
        let near = all.filter_map(|(binding, one)| {
            let own = one.text("name").filter(|own| !own.starts_with("system:") || own.starts_with(ACCOUNT))?;
            // The name within a full one, as `User system:serviceaccount:shop:robot`.
            let bare = own.rsplit(':').next().unwrap_or(own);
            let distance = strsim::damerau_levenshtein(bare, name);
            (distance <= if name.len() < 4 { 1 } else { 2 }).then_some((distance, binding, one))
        });
        let near = near.filter(|(_, _, one)| !self.is(one) && !is_there(one, seen));
        let (_, binding, one) = near.min_by_key(|(distance, binding, _)| (*distance, Reverse(named(binding))))?;
        let there = match (one.text("kind")?, one.text("namespace")) {
            (kind, Some(namespace)) => format!("{kind} {namespace}/{}", one.text("name")?),
            (kind, None) => format!("{kind} {}", one.text("name")?),
        };
        let cause = Cause::RbacSubjectDiffers { binding: named(binding), wanted: self.written(), there };
        Some(Diagnosis { cause, evidence: vec![one.evidence()] })
    }
}

#[cfg(test)]
mod tests;
