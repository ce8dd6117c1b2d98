# IODA outage events of one country.
.data[]? | (.location // "" | split("/") | last) as $code | {
  id: "\(.location // .entity.code?):\(.datasource // ""):\(.start)", title: "Internet outage: \(.location_name // .entity.name? // $code)",
  summary: "Signal \(.datasource // "unknown"), score \(.score // "unknown"), \(((.duration // 0) / 60) | floor) minutes.",
  published: .start, kind: "outage", hazard: "infrastructure", countries: [$code, (.entity.code? // empty)] | map(select(length == 2)),
  values: (if .score then {score: .score} else {} end)
}
