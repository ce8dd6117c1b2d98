# The US State Department's list. Category codes are FIPS, not ISO, and are not read; the name in the title is.
.[] | (.Title | capture("^(?<name>.*?)\\s*[-\u2013\u2014]\\s*Level (?<level>[1-4])") // {name: null, level: null}) as $t | {
  id: ($t.name // .id), title: .Title, summary: .Summary, link: .Link, published: (.Updated // .Published),
  level: (if $t.level then "Level \($t.level)" else null end), advisory: ($t.level | if . then tonumber else null end),
  country_names: [$t.name // empty], lang: "en"
}
