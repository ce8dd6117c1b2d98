# The US Federal Register API. `publication_date` is a day; rules in force are told by their type.
.results[] | {
  id: .document_number, title, summary: .abstract, link: .html_url, published: .publication_date, lang: "en",
  kind: .type, categories: [.agencies[]?.name // empty], current: (if .type == "Rule" then true else null end)
}
