# World Bank indicators: a pair of paging and rows; rows without a value are years not yet published.
.[1][]? | select(.value != null) | {
  id: "\(.countryiso3code):\(.indicator.id):\(.date)", title: "\(.indicator.value) of \(.country.value), \(.date): \(.value)",
  published: .date, countries: [.countryiso3code], kind: "index", values: {(.indicator.id): .value}
}
