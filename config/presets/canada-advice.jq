# Canada's index of travel advice: advisory-state 0 to 3 is the common level 1 to 4. An editorial change touches hundreds
# of countries and says nothing, so it is no part of the text and makes no revision.
.data | to_entries[] | .key as $code | .value | {
  id: $code, title: "Travel advice for \(.eng.name)",
  summary: ("Advisory state \(.["advisory-state"])" + (if (.eng["advisory-text"] // "") != "" then ": \(.eng["advisory-text"])" else "" end) + "."
    + (if .["has-regional-advisory"] == 1 or .["has-regional-advisory"] == true then " There is regional advice." else "" end)
    + (if (.eng["recent-updates"] // "" | test("editorial"; "i") or . == "") | not then " \(.eng["recent-updates"])" else "" end)),
  link: "https://travel.gc.ca/destinations/\(.eng["url-slug"])",
  published: (.["date-published"] | if type == "object" then .timestamp // .date else . end),
  level: "advisory-state \(.["advisory-state"])", advisory: (.["advisory-state"] + 1),
  countries: [$code], country_names: [.eng.name], lang: "en"
}
