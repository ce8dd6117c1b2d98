# Meteoalarm's warnings of a country: CAP alerts written as JSON. English is taken where the service speaks it. A warning
# that was taken back says so by `current`.
.warnings[].alert | (([.info[]? | select(.language // "" | startswith("en"))] | first) // .info[0]?) as $info
| ([$info.area[]?.geocode[]? | select(.valueName == "EMMA_ID") | .value[0:2]] | unique) as $countries | {
  id: .identifier, title: ($info.headline // $info.event),
  summary: ([$info.event, ([$info.area[]?.areaDesc] | join(", ")), $info.description] | map(select(. != null and . != "")) | join(". ")),
  link: ($info.web // null), published: .sent, expires: $info.expires, level: $info.severity, cap_severity: $info.severity,
  cap_certainty: $info.certainty, kind: $info.event, hazard: "natural", status: .status, current: (.msgType != "Cancel"),
  countries: $countries, categories: [$info.parameter[]? | select(.valueName == "awareness_level" or .valueName == "awareness_type") | .value],
  lang: $info.language
}
