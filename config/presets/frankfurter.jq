# Frankfurter v2: one row for each day and quoted currency; one item for each day with all rates as values.
group_by(.date)[] | {
  id: "\(.[0].base):\(.[0].date)", title: "Exchange rates of \(.[0].base) on \(.[0].date)",
  published: .[0].date, hazard: "economic", kind: "rates", values: (map({(.quote): .rate}) | add)
}
