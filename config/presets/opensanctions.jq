# OpenSanctions, the simple table of targets: one row a person or body. Aliases are in the text, so that partners are
# found under any name. `last_change` dates the row, so that a changed listing is a new revision.
.[] | (.aliases // "" | split(";") | map(select(. != ""))) as $aliases | {
  id: .id, title: "Sanctions list (\(.dataset // "OpenSanctions")): \(.name)",
  summary: ([(if ($aliases | length) > 0 then "Also known as: \($aliases | join("; "))." else empty end),
    (.sanctions // "" | select(. != ""))] | join(" ")),
  link: "https://www.opensanctions.org/entities/\(.id)/", published: ([.last_change, .first_seen | select(. != null and . != "")] | first), hazard: "sanctions",
  kind: .schema, countries: (.countries // "" | split(";") | map(select(length == 2))), lang: "en"
}
