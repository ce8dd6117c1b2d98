# The Dutch foreign office. The colour stands only in the prose; the highest one named is taken.
.[] | ([.introduction? // "" | scan("(groen|geel|oranje|rood)") | first] | unique) as $colours
| ($colours | map({"groen": 1, "geel": 2, "oranje": 3, "rood": 4}[.]) | max) as $level | {
  id, title, summary: (.introduction // ""), link: (.canonical // .frontendurl), published: (.lastmodified // .modificationdate),
  level: ($colours | join(",")), advisory: $level, regional: (($colours | length) > 1),
  country_names: [.location? // empty], countries: [.isocode? // empty], lang: "nl"
}
