# GDACS event list (GeoJSON). Times have no zone and are UTC. One happening has one id over all its episodes.
.features[] | select(.properties.Class == null or (.properties.Class | startswith("Point"))) | .properties as $p | {
  id: "\($p.eventtype)\($p.eventid)",
  title: (if ($p.alertlevel // "") == "" then $p.name else "\($p.alertlevel) alert: \($p.name)" end),
  summary: ([$p.htmldescription // $p.description, (if $p.eventtype == "EQ" or $p.eventtype == "TC" then $p.severitydata.severitytext? else null end)] | map(select(. != null and . != "")) | join(" ")),
  link: $p.url.report?, published: $p.datemodified // $p.fromdate,
  lat: .geometry.coordinates[1]?, lon: .geometry.coordinates[0]?,
  level: $p.alertlevel,
  event: "gdacs:\($p.eventtype)\($p.eventid)", kind: $p.eventtype, hazard: "natural",
  countries: ([$p.affectedcountries[]?.iso2] + [$p.iso3] | map(select(. != null and . != "")) | unique),
  country_names: ($p.country // "" | split(", ") | map(select(. != ""))),
  magnitude: (if $p.eventtype == "EQ" then $p.severitydata.severity? else null end),
  current: ($p.iscurrent | tostring == "true")
}
