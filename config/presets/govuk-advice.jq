# GOV.UK travel advice: one country a document, or an index, today's or that of the first years. An empty alert_status means that there is no warning.
def scale: {
  "avoid_all_but_essential_travel_to_parts": 2, "avoid_all_travel_to_parts": 3,
  "avoid_all_but_essential_travel_to_whole_country": 3, "avoid_all_travel_to_whole_country": 4 };
def row($status): {
  id: .content_id, title: .title,
  summary: ([(if ($status | length) > 0 then "Alert status: " + ($status | map(gsub("_"; " ")) | join("; ")) + "." else "No advice against travel." end),
    .details.change_description?, .description] | map(select(. != null and . != "")) | join(" ")),
  link: (.web_url // ("https://www.gov.uk" + .base_path)), published: .public_updated_at,
  level: (if ($status | length) > 0 then $status | join(",") else null end),
  advisory: ([$status[] | scale[.] // 1] | max // 1),
  regional: (($status | length) > 0 and all($status[]; endswith("_parts"))),
  country_names: [.details.country.name? // .country.name? // empty], lang: .locale };
if .details.countries? then .details.countries[] | {
  id: .id, title: .name, summary: .change_description, link: .web_url, published: .updated_at, country_names: [.name], lang: "en" }
elif .links.children? and (.details.country? | not)
then .links.children[] | {
  id: .content_id, title: .title, summary: (.details.change_description? // .change_description? // .description),
  link: (.web_url // ("https://www.gov.uk" + .base_path)), published: .public_updated_at,
  country_names: [.country.name? // .details.country.name? // empty], lang: .locale }
else row(.details.alert_status // []) end
