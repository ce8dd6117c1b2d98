# GDELT DOC API, article list. `sourcecountry` is the outlet's, not the happening's, and is not read.
.articles[]? | {
  id: .url, title, link: .url, published: .seendate, source: .domain
}
