//! Mistakes as they are found, before their places are looked up.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::domain::country::CountryCode;

use super::problem::{Problem, Severity};
use super::source::{Sources, Spot};

/// A mistake at a spot.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    severity: Severity,
    spot: Spot,
    message: String,
    hint: Option<String>,
    hides: bool,
    breaks: bool,
}

impl Finding {
    pub(super) fn error(spot: Spot, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, spot, message: message.into(), hint: None, hides: false, breaks: false }
    }

    pub(super) fn warning(spot: Spot, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(spot, message) }
    }

    /// A mistake of form, after which nothing else that is found in the file means much.
    pub(super) fn of_form(spot: Spot, message: impl Into<String>) -> Self {
        Self { breaks: true, ..Self::error(spot, message) }
    }

    pub(super) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds "did you mean" where a known name is near.
    pub(super) fn or_meant(mut self, meant: Option<&str>) -> Self {
        self.hint = meant.map(|name| format!("did you mean `{name}`?")).or(self.hint);
        self
    }

    /// Leaves the value out of the excerpt, because it may be a secret.
    pub(super) const fn hiding(mut self) -> Self {
        self.hides = true;
        self
    }

    /// Looks its place up.
    pub(super) fn told(self, sources: &Sources) -> Problem {
        let mut place = sources.place(self.spot);
        if self.hides {
            place.excerpt = place.excerpt.chars().take(place.column.saturating_sub(1)).chain(['…']).collect();
        }
        let problem = match self.severity {
            Severity::Error => Problem::error(place, self.message),
            Severity::Warning => Problem::warning(place, self.message),
        };
        Problem { hint: self.hint, ..problem }
    }
}

/// The findings without those that only follow from a mistake of form in the same file.
pub(super) fn causes(findings: Vec<Finding>) -> Vec<Finding> {
    let broken: BTreeSet<usize> =
        findings.iter().filter(|finding| finding.breaks).map(|finding| finding.spot.source()).collect();
    let follows = |finding: &Finding| !finding.breaks && broken.contains(&finding.spot.source());
    findings.into_iter().filter(|finding| !follows(finding)).collect()
}

/// Collects findings while values are read, and knows the country codes there are.
#[derive(Debug, Default)]
pub(super) struct Log {
    findings: RefCell<Vec<Finding>>,
    pub(super) codes: BTreeSet<CountryCode>,
}

impl Log {
    pub(super) fn new(findings: Vec<Finding>, codes: BTreeSet<CountryCode>) -> Self {
        Self { findings: RefCell::new(findings), codes }
    }

    pub(super) fn push(&self, finding: Finding) {
        self.findings.borrow_mut().push(finding);
    }

    pub(super) fn error(&self, spot: Spot, message: impl Into<String>) {
        self.push(Finding::error(spot, message));
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings.into_inner()
    }
}
