# INFORM risk index, 0 (low) to 10, one row a country.
.[] | {
  id: "\(.Iso3):\(.IndicatorId // "INFORM")", title: "INFORM risk index of \(.Iso3): \(.IndicatorScore)",
  countries: [.Iso3], kind: "index", values: {(.IndicatorId // "INFORM"): .IndicatorScore}
}
