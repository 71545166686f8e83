//! What a YAML reader complains of, as one of our own flaws.

use serde_saphyr::granit_parser::ErrorKind;
use serde_saphyr::{Error, ExternalMessageSource};

use crate::course::{Flaw, Slip};

/// The flaw behind an error, without its place.
pub(super) fn of(error: &Error) -> Flaw {
    let slip = |slip: Slip| Flaw::Syntax { slip };
    match error {
        Error::WithSnippet { error, .. } => of(error),
        Error::AliasError { error, .. } => of(error),
        Error::DuplicateMappingKey { key, .. } => Flaw::Twice { key: key.clone().unwrap_or_default() },
        Error::UnknownAnchor { .. } => slip(Slip::Anchor),
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => slip(Slip::TooMuch),
        Error::FoldedBlockScalarMustIndentContent { .. } => slip(Slip::Indent),
        Error::ExternalMessage { source, .. } => match &**source {
            ExternalMessageSource::Parser(found) => scanned(found.kind()).unwrap_or_else(|| other(found.kind())),
            _ => slip(verbatim(error)),
        },
        // These lists are open, and what is left of them does not come from a learner's text.
        _ => slip(verbatim(error)),
    }
}

/// What the scanner stumbled on; none for what a learner hardly ever writes.
fn scanned(kind: &ErrorKind) -> Option<Flaw> {
    let slip = match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar => return Some(Flaw::Tab),
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName => Slip::Anchor,
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::InvalidMappingValueWhitespace => Slip::Colon,
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => Slip::NoColon,
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidFlowScalarIndent => Slip::Indent,
        ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::FlowMappingValueAdjacentCollection
        | ErrorKind::BlockEntryInFlowCollection => Slip::Separator,
        ErrorKind::UnclosedFlowCollection { open } => Slip::Unclosed { open: *open },
        ErrorKind::UnexpectedEofFlowSequence => Slip::Unclosed { open: '[' },
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            Slip::Unclosed { open: '{' }
        }
        ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => Slip::Bracket,
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => Slip::Quote,
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => Slip::AfterQuote,
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => Slip::Escape,
        ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidBlockEntryWhitespace
        | ErrorKind::PlainScalarStartsWithDashFlowIndicator => Slip::Dash,
        ErrorKind::CommentNotSeparated | ErrorKind::CommentInterceptedScalar => Slip::Comment,
        ErrorKind::UnexpectedCharacter { character } => Slip::Begins { character: *character },
        ErrorKind::RecursionLimitExceeded | ErrorKind::AnchorCountOverflow => Slip::TooMuch,
        _ => return None,
    };
    Some(Flaw::Syntax { slip })
}

fn other(kind: &ErrorKind) -> Flaw {
    Flaw::Syntax { slip: Slip::Other { detail: kind.to_string() } }
}

/// The reader's first line without its place, which is told apart from it.
fn verbatim(error: &Error) -> Slip {
    let message = error.to_string();
    let first = message.lines().next().unwrap_or_default();
    let detail = first.rsplit_once(" at line ").map_or(first, |(complaint, _)| complaint).to_owned();
    Slip::Other { detail }
}
