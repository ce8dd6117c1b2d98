# UCDP candidate events, a table with a heading: organised violence coded by hand, about a month late.
{"1": "State-based conflict", "2": "Non-state conflict", "3": "One-sided violence"} as $types
| .[] | (.best | tonumber? // null) as $deaths | {
  id: .id, title: "\($types[.type_of_violence] // "Organised violence"): \(.dyad_name // .conflict_name)"
    + (if (.where_description // "") != "" then ", \(.where_description)" else "" end),
  summary: ([(if $deaths != null then "\($deaths) deaths (best estimate; \(.low) to \(.high))." else empty end),
    (.source_headline // empty)] | join(" ")),
  published: (.date_end // .date_start), lat: .latitude, lon: .longitude, hazard: "armed_conflict",
  kind: .type_of_violence, fatalities: $deaths, country_names: [.country // empty | gsub(" \\(.*\\)$"; "")], lang: "en"
}
