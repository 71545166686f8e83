//! Pods that the API server refuses to make for their owner: a quota, a LimitRange, a policy, a missing account.

use super::field::{Field, named};
use crate::course::{Cause, Diagnosis, Evidence};

/// What a refusal means, by the API server's message.
pub(super) fn refused(owner: &Field<'_>, message: &str, shown: Evidence) -> Diagnosis {
    Diagnosis { cause: cause(named(owner.value()), message), evidence: vec![shown] }
}

fn cause(owner: String, message: &str) -> Cause {
    let why = message.split_once("is forbidden: ").map_or(message, |(_, why)| why);
    let after = |words: &str| why.split_once(words).map(|(_, rest)| rest);
    if let Some(rest) = after("exceeded quota: ") {
        let (quota, rest) = rest.split_once(", requested: ").unwrap_or((rest, ""));
        let (asked, rest) = rest.split_once(", used: ").unwrap_or((rest, ""));
        let (used, limited) = rest.split_once(", limited: ").unwrap_or((rest, ""));
        let [quota, asked, used, limited] = [quota, asked, used, limited].map(str::to_owned);
        return Cause::QuotaExceeded { owner, quota, asked, used, limited };
    }
    if let Some((quota, fields)) = after("failed quota: ").and_then(|rest| rest.split_once(": must specify ")) {
        return Cause::QuotaWantsLimits { owner, quota: quota.to_owned(), fields: fields.to_owned() };
    }
    if let Some((level, rule)) = after("violates PodSecurity \"").and_then(|rest| rest.split_once("\": ")) {
        return Cause::PodSecurityRefused { owner, level: level.to_owned(), rule: rule.to_owned() };
    }
    if let Some(account) = after("serviceaccount \"").and_then(|rest| rest.split_once("\" not found")) {
        return Cause::ServiceAccountMissing { owner, account: account.0.to_owned() };
    }
    let is_limit = [" usage per ", " limit to request ratio per "].iter().any(|words| why.contains(words));
    if is_limit {
        return Cause::LimitRangeRefused { owner, rule: why.trim_matches(['[', ']']).to_owned() };
    }
    let quoted = |words: &str, quote: char| after(words).and_then(|rest| Some(rest.split_once(quote)?.0.to_owned()));
    let by = quoted("admission webhook \"", '"').or_else(|| quoted("ValidatingAdmissionPolicy '", '\''));
    Cause::AdmissionRefused { owner, by: by.unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(message: &str, expected: &Cause) {
        assert_eq!(cause("Job/x".into(), message), *expected);
    }

    /// Messages as the API server of Kubernetes 1.35 prints them.
    #[test]
    fn a_refusal_tells_who_refuses_and_why() {
        let owner = || "Job/x".to_owned();
        let text = str::to_owned;
        case(
            "pods \"x-1\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2",
            &Cause::QuotaExceeded {
                owner: owner(),
                quota: text("small"),
                asked: text("pods=1"),
                used: text("pods=2"),
                limited: text("pods=2"),
            },
        );
        case(
            "pods \"x-1\" is forbidden: failed quota: cpu: must specify limits.cpu for: web",
            &Cause::QuotaWantsLimits { owner: owner(), quota: text("cpu"), fields: text("limits.cpu for: web") },
        );
        case(
            "pods \"x-1\" is forbidden: maximum memory usage per Container is 32Mi, but limit is 64Mi",
            &Cause::LimitRangeRefused {
                owner: owner(),
                rule: text("maximum memory usage per Container is 32Mi, but limit is 64Mi"),
            },
        );
        case(
            "pods \"x-1\" is forbidden: error looking up service account a/robot: serviceaccount \"robot\" not found",
            &Cause::ServiceAccountMissing { owner: owner(), account: text("robot") },
        );
        case(
            "admission webhook \"policy.example.org\" denied the request: no",
            &Cause::AdmissionRefused { owner: owner(), by: text("policy.example.org") },
        );
        case(
            "pods \"x-1\" is forbidden: ValidatingAdmissionPolicy 'no-latest' with binding 'all' denied request: no",
            &Cause::AdmissionRefused { owner: owner(), by: text("no-latest") },
        );
    }
}
