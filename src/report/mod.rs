//! Pure renderers: Markdown, HTML, JSON, CSV, CAP 1.2, Atom.
