# The German foreign office. An empty object is how it says that it failed, which must not pass for no warnings.
(.response // error("no `response`: the service is switched off or failed")) | to_entries[]
| select(.value | type == "object" and has("title")) | .key as $id | .value
| (if .warning then 4 elif .partialWarning then 3 elif .situationWarning then 3 elif .situationPartWarning then 2 else 1 end) as $level
| {
  id: $id, title,
  summary: ("Stufe: " + (if .warning then "Reisewarnung" elif .partialWarning then "Teilreisewarnung"
    elif .situationWarning then "Sicherheitswarnung" elif .situationPartWarning then "Teilsicherheitswarnung" else "keine Warnung" end) + "."),
  link: "https://www.auswaertiges-amt.de/opendata/travelwarning/\($id)",
  published: (.effective // .lastModified), advisory: $level,
  regional: ((.warning | not) and (.partialWarning or ((.situationWarning | not) and .situationPartWarning)) // false),
  countries: [.iso3CountryCode // .countryCode // empty], country_names: [.countryName // empty], lang: "de"
}
