# NASA EONET v3. The last geometry is the newest; a polygon is stood for by its first corner.
.events[] | (.geometry | last) as $g | (if $g.type == "Polygon" then $g.coordinates[0][0] else $g.coordinates end) as $c | {
  id, title,
  summary: ([.description, ([.categories[]?.title] | join(", ")),
    (if $g.magnitudeValue then "\($g.magnitudeValue) \($g.magnitudeUnit)" else null end)] | map(select(. != null and . != "")) | join(". ")),
  link: (.sources[0].url? // .link), published: $g.date, lat: $c[1]?, lon: $c[0]?,
  event: "eonet:\(.id)", kind: .categories[0].id?, hazard: "natural",
  categories: [.categories[]?.title], current: (.closed == null)
}
