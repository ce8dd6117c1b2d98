# ReliefWeb API v2 reports.
.data[] | .fields as $f | {
  id: .id, title: $f.title, summary: ($f.body // ""), link: ($f.url_alias // $f.url // .href), published: $f.date.created?,
  countries: [$f.primary_country.iso3? // empty], country_names: [$f.primary_country.name? // empty],
  categories: [$f.theme[]?.name], source: ($f.source[0].shortname? // $f.source[0].name?), lang: ($f.language[0].code? // "en")
}
