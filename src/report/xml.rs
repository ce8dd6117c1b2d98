//! A small writer of XML documents: elements and text, escaped by `quick-xml`, with what XML cannot hold left out.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::escape::xml_text;

/// A document under construction, indented.
pub(super) struct Document(Writer<Vec<u8>>);

impl Document {
    /// A document with its declaration.
    pub(super) fn new() -> Self {
        let mut document = Self(Writer::new_with_indent(Vec::new(), b' ', 1));
        document.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        document
    }

    /// An element with attributes and what `inside` writes.
    pub(super) fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        let attributes: Vec<_> = attributes.iter().map(|(key, value)| (*key, xml_text(value))).collect();
        let mut start = BytesStart::new(name);
        start.extend_attributes(attributes.iter().map(|(key, value)| (*key, value.as_str())));
        self.write(Event::Start(start));
        inside(self);
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element with text.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.text_with(name, &[], text);
    }

    /// An element with attributes and text.
    pub(super) fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.element(name, attributes, |document| document.write(Event::Text(BytesText::new(&xml_text(text)))));
    }

    /// The document as text.
    pub(super) fn finish(self) -> String {
        let mut text = String::from_utf8_lossy(&self.0.into_inner()).into_owned();
        text.push('\n');
        text
    }

    fn write(&mut self, event: Event<'_>) {
        // Writing to memory cannot fail.
        self.0.write_event(event).ok();
    }
}
