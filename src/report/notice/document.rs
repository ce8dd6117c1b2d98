//! A notice in words: the values that templates print. Every value is plain text on one line.

use serde::Serialize;

/// A document in words; the values of templates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// BCP 47 tag.
    pub lang: &'static str,
    /// 风险预警通报.
    pub document: String,
    /// Marks that must not be overlooked: draft, exercise, made up, no longer in force.
    pub marks: Vec<String>,
    /// Secrecy and urgency: 内部 · 加急.
    pub handling: String,
    /// Machine number with the document's place in its series.
    pub id: String,
    /// The issuer's own number, or that there is none yet.
    pub number: String,
    /// Title.
    pub title: String,
    /// Key of the level, for its colour.
    pub level: String,
    /// Main recipients with a colon.
    pub recipients: String,
    /// What stands between a label and its text.
    pub colon: &'static str,
    /// What a paragraph of plain text begins with.
    pub indent: &'static str,
    /// Opening sentence.
    pub opening: String,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// Heading of the list of sources.
    pub sources_title: String,
    /// Names of its columns.
    pub source_columns: Vec<String>,
    /// Sources.
    pub sources: Vec<Source>,
    /// Closing lines, each with label and text: issuer, time, approver, copies, basis, hash.
    pub closing: Vec<Field>,
}

/// A numbered section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// With its number: 一、预警要素.
    pub title: String,
    /// Labelled fields, before the paragraphs.
    pub fields: Vec<Field>,
    /// Paragraphs, numbered where they are several.
    pub paragraphs: Vec<String>,
}

/// A label with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The label.
    pub label: String,
    /// The text.
    pub text: String,
}

/// One source of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its number, from one.
    pub n: usize,
    /// Who published it, with grade.
    pub publisher: String,
    /// Its title.
    pub title: String,
    /// Where it stands; empty when it has no web address.
    pub link: String,
    /// When it was published, in UTC.
    pub time: String,
    /// SHA-256.
    pub hash: String,
}
