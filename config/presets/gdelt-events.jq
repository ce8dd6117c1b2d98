# GDELT 2.0 events: tab-separated rows without a heading, column numbers from the codebook. Machine-coded and noisy, so
# only protest (root code 14), assault (18), fighting (19) and mass violence (20) are taken, and a title says no more than
# the code. The country is the place of the action; the actors' and the outlet's countries are not read.
def told: {
  "14": {words: "protest", hazard: "civil_unrest"}, "18": {words: "assault", hazard: "armed_conflict"},
  "19": {words: "fighting", hazard: "armed_conflict"}, "20": {words: "mass violence", hazard: "armed_conflict"} };
.[] | .[28] as $root | select(told[$root // ""]) | told[$root] as $told | (.[52] // "") as $place | {
  id: .[0], title: "Machine-coded event: \($told.words)" + (if $place == "" then "" else " in \($place)" end),
  summary: "Event code \(.[26]), \(.[31]) mentions in \(.[32]) sources.",
  link: .[60], published: (.[59] // "" | "\(.[0:4])-\(.[4:6])-\(.[6:8])T\(.[8:10]):\(.[10:12]):\(.[12:14])Z"), lat: .[56], lon: .[57], hazard: $told.hazard, kind: .[26], lang: "en",
  country_names: [$place | split(",") | last | ltrimstr(" ") | select(. != "")],
  values: ({goldstein: .[30], mentions: .[31], sources: .[32]} | map_values(tonumber? // null) | with_entries(select(.value != null)))
}
