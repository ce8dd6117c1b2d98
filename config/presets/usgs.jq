# USGS earthquake feeds v1.0 (GeoJSON). Times are milliseconds; `alert` is the PAGER colour.
.features[] | .properties as $p | {
  id,
  title: $p.title,
  summary: ("Magnitude \($p.mag // "unknown"), \($p.place // "place unknown")."
    + (if $p.alert then " PAGER alert: \($p.alert)." else "" end)
    + (if $p.tsunami == 1 then " Tsunami information is available." else "" end)),
  link: $p.url, published: $p.time,
  lat: .geometry.coordinates[1]?, lon: .geometry.coordinates[0]?,
  event: "usgs:\(.id)", kind: "EQ", hazard: "natural",
  # Places in California end in the postal code of the state, which is also the code of Canada.
  country_names: (if ($p.place // "" | test(", CA$")) then ["United States"] else [] end),
  magnitude: $p.mag, level: $p.alert, status: (if $p.status == "deleted" then "deleted" else null end)
}
