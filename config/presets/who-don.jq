# WHO disease outbreak news. The country is the last part of the title, after a dash.
.value[] | {
  id: .ItemDefaultUrl, title: .Title, summary: (.Summary // .Overview // ""),
  link: ("https://www.who.int/emergencies/disease-outbreak-news/item/" + (.ItemDefaultUrl | ltrimstr("/"))),
  published: .PublicationDateAndTime, lang: "en", hazard: "health",
  country_names: (.Title | [splits("\\s*[-\u2013\u2014]\\s+")] | if length > 1 then [last] else [] end)
}
