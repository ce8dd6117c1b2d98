# EMSC seismic portal (GeoJSON).
.features[] | .properties as $p | {
  id: (.id // $p.unid),
  title: "M \($p.mag) - \($p.flynn_region)",
  summary: "Magnitude \($p.mag) (\($p.magtype // "unknown scale")), depth \($p.depth) km.",
  link: "https://www.seismicportal.eu/eventdetails.html?unid=\($p.unid)",
  published: $p.time, lat: $p.lat, lon: $p.lon,
  event: "emsc:\($p.unid)", kind: "EQ", hazard: "natural", magnitude: $p.mag
}
